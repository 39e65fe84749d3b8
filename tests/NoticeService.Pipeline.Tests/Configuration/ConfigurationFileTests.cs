using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NoticeService.Pipeline.Configuration;
using NoticeService.TestKit;

namespace NoticeService.Pipeline.Tests.Configuration;

public sealed class ConfigurationFileTests : IDisposable
{
    private const string OneIsp = """{ "network": { "isps": [{ "id": "a", "name": "A" }] } }""";
    private const string TwoIsps = """{ "network": { "isps": [{ "id": "a", "name": "A" }, { "id": "b", "name": "B" }] } }""";
    private const string Wrong = """{ "network": { "isps": [{ "id": "a" }] } }""";

    private readonly TestFolder folder = new();
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly MeterListener listener = new();
    private readonly List<string> reloads = [];
    private readonly RecordedLog log = new();

    public ConfigurationFileTests()
    {
        var meters = services.GetRequiredService<IMeterFactory>();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Scope == meters && instrument.Name == "notice.config.reloads")
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => reloads.Add($"{tags[0].Key}={tags[0].Value}:{value}"));
        listener.Start();
    }

    public void Dispose()
    {
        listener.Dispose();
        services.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Constructor_WrongFile_ThrowsWithTheMistake() =>
        Assert.Equal("notices.json:1: network.isps[0]: 'name' is missing", Assert.Throws<ConfigurationException>(() => Open(Wrong)).Message);

    [Fact]
    public void Constructor_MissingFile_Throws() =>
        Assert.Contains("cannot be read", Assert.Throws<ConfigurationException>(() => File(folder.At("notices.json"))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task PollOnce_NothingNew_KeepsTheSameValue()
    {
        using var file = Open(OneIsp);
        var before = file.Current;

        // Touched, not changed.
        folder.Write("notices.json", OneIsp);
        Assert.Equal(ReloadOutcome.Unchanged, await file.PollOnceAsync());
        Assert.Same(before, file.Current);
        Assert.Empty(reloads);
    }

    [Fact]
    public async Task PollOnce_NewContent_IsInForceAndTold()
    {
        using var file = Open(OneIsp);
        var told = new List<NoticeConfiguration>();
        using var subscription = file.OnChange(told.Add);
        folder.Write("notices.json", TwoIsps);
        Assert.Equal(ReloadOutcome.Applied, await file.PollOnceAsync());
        Assert.Equal(2, file.Current.Network.Isps.Count);
        Assert.Same(file.Current, Assert.Single(told));
        Assert.Equal(["outcome=applied:1"], reloads);
    }

    [Fact]
    public async Task PollOnce_WrongContent_KeepsTheLastGoodAndSaysSoOnce()
    {
        using var file = Open(TwoIsps);
        var good = file.Current;
        using var subscription = file.OnChange(_ => Assert.Fail("A wrong file was told."));
        folder.Write("notices.json", Wrong);
        Assert.Equal(ReloadOutcome.Rejected, await file.PollOnceAsync());
        Assert.Equal(ReloadOutcome.Unchanged, await file.PollOnceAsync());
        Assert.Same(good, file.Current);
        Assert.Equal("notices.json:1: network.isps[0]: 'name' is missing", file.LastError?.Message);
        Assert.Equal(["outcome=rejected:1"], reloads);
        Assert.Single(log.Lines, l => l.StartsWith("Error 1201 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task PollOnce_FirstGoodContentBack_ClearsTheError()
    {
        using var file = Open(OneIsp);
        folder.Write("notices.json", Wrong);
        await file.PollOnceAsync();
        folder.Write("notices.json", OneIsp);
        Assert.Equal(ReloadOutcome.Applied, await file.PollOnceAsync());
        Assert.Null(file.LastError);
        Assert.Equal(["outcome=rejected:1", "outcome=applied:1"], reloads);
    }

    [Fact]
    public async Task PollOnce_FileGone_KeepsTheLastGoodAndSaysSoOnce()
    {
        using var file = Open(OneIsp);
        System.IO.File.Delete(folder.At("notices.json"));
        Assert.Equal(ReloadOutcome.Rejected, await file.PollOnceAsync());
        Assert.Equal(ReloadOutcome.Unchanged, await file.PollOnceAsync());
        Assert.Contains("cannot be read", file.LastError?.Message, StringComparison.Ordinal);
        Assert.Single(file.Current.Network.Isps);
    }

    // As Kubernetes does: notices.json -> ..data/notices.json, ..data -> a folder, and only ..data is swapped.
    [Fact]
    public async Task PollOnce_ConfigMapLinkSwapped_IsInForce()
    {
        var map = new ConfigMap(folder.At("."));
        map.Swap(OneIsp);
        using var file = File(map.File);
        map.Swap(TwoIsps);
        Assert.Equal(ReloadOutcome.Applied, await file.PollOnceAsync());
        Assert.Equal(2, file.Current.Network.Isps.Count);

        map.Swap(Wrong);
        Assert.Equal(ReloadOutcome.Rejected, await file.PollOnceAsync());
        Assert.Equal(2, file.Current.Network.Isps.Count);
    }

    [Fact]
    public async Task PollOnce_TableChanged_IsReadAgain()
    {
        folder.WriteGzip("ranges.csv.gz", "gap,length,asn\n16777216,256,7\n");
        using var file = Open("""{ "network": { "asn_ranges": "ranges.csv.gz", "isps": [{ "id": "a", "name": "A", "asns": [7] }] } }""");
        var inside = System.Net.IPAddress.Parse("1.0.1.0");
        Assert.Null(file.Current.Network.Resolve(inside, 0));
        folder.WriteGzip("ranges.csv.gz", "gap,length,asn\n16777216,256,7\n0,256,7\n");
        Assert.Equal(ReloadOutcome.Applied, await file.PollOnceAsync());
        Assert.Equal("a", file.Current.Network.Resolve(inside, 0)?.Id);
    }

    [Fact]
    public async Task OnChange_OneThrowsAndOneLeft_TheOthersAreTold()
    {
        using var file = Open(OneIsp);
        var told = 0;
        using var throwing = file.OnChange(_ => throw new InvalidOperationException("I cannot."));
        using var listening = file.OnChange(_ => told++);
        file.OnChange(_ => Assert.Fail("Told after it left.")).Dispose();
        folder.Write("notices.json", TwoIsps);
        Assert.Equal(ReloadOutcome.Applied, await file.PollOnceAsync());
        Assert.Equal(1, told);
        Assert.Single(log.Lines, l => l.StartsWith("Error 1202 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Started_FileChanges_IsFoundWithoutBeingAsked()
    {
        using var file = Open(OneIsp);
        var changed = new TaskCompletionSource<NoticeConfiguration>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = file.OnChange(changed.SetResult);
        await file.StartAsync(TestContext.Current.CancellationToken);

        // Renamed into place, so that the loop never sees half of it.
        System.IO.File.Move(folder.Write("new.json", TwoIsps), folder.At("notices.json"), overwrite: true);
        Assert.Equal(2, (await changed.Task.WaitAsync(TestContext.Current.CancellationToken)).Network.Isps.Count);
        await file.StopAsync(TestContext.Current.CancellationToken);
    }

    private ConfigurationFile Open(string text) => File(folder.Write("notices.json", text));

    private ConfigurationFile File(string path) =>
        new(path, new ConfigurationLoader(), TimeProvider.System, log, services.GetRequiredService<IMeterFactory>());

    private sealed class RecordedLog : ILogger<ConfigurationFile>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add($"{logLevel} {eventId.Id} {formatter(state, exception)}");
    }
}
