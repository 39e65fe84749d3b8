using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NoticeService.Redis.Embedded;

namespace NoticeService.Redis.Tests.Embedded;

/// <summary>
/// This test program as a service with an embedded store, for tests that kill one. With the variable set it starts the
/// store, prints the child's process id and endpoint on one line, and waits for its end.
/// </summary>
internal static class EmbeddedHost
{
    public const string FolderVariable = "NOTICE_TEST_EMBEDDED_HOST";
    public const string GuardVariable = "NOTICE_TEST_EMBEDDED_GUARD";

#pragma warning disable CA2255 // Before the test runner's own entry point, which cannot be replaced.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void RunIfAsked()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is not { Length: > 0 } folder)
        {
            return;
        }

        var guard = Environment.GetEnvironmentVariable(GuardVariable) == "shell" ? ChildGuard.StandardInput : ChildGuard.ParentDeathSignal;
        var log = NullLogger<EmbeddedStore>.Instance;
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var store = new EmbeddedStore(
            new EmbeddedStoreOptions { DataDirectory = folder }, wanted: true, new StoreTroubles(services.GetRequiredService<IMeterFactory>(), log), TimeProvider.System, log, guard);
        try
        {
            store.StartAsync(default).GetAwaiter().GetResult();
        }
        catch (EmbeddedStoreException refusal)
        {
            Console.WriteLine(refusal.Message);
            Environment.Exit(3);
        }

        var endpoint = store.GetEndpointAsync(default).GetAwaiter().GetResult();
        Console.WriteLine($"{store.ProcessId} {endpoint}");
        // A line asks for an orderly end; the end of the input comes when the test dies.
        if (Console.ReadLine() is not null)
        {
            store.StopAsync(default).GetAwaiter().GetResult();
        }

        Environment.Exit(0);
    }
}
