using System.Diagnostics;
using System.Globalization;

namespace NoticeService.Benchmarks.Grpc;

/// <summary>Our host against bare Kestrel, turn about, server and load on a core each. Prints every round, the medians and their ratio.</summary>
internal static class Comparison
{
    private const int Rounds = 5;
    private static readonly string[] Kinds = ["host", "kestrel"];

    public static async Task RunAsync()
    {
        var pinned = Environment.ProcessorCount >= 2 && File.Exists("/usr/bin/taskset");
        Console.WriteLine(pinned ? "server on core 0, load on core 1" : "not pinned: taskset or a second core is missing");
        foreach (var samplesPerCall in new[] { 1000, 1 })
        {
            var rates = Kinds.ToDictionary(kind => kind, _ => new List<double>());
            for (var round = 0; round < Rounds; round++)
            {
                foreach (var kind in Kinds)
                {
                    var rate = await MeasureAsync(kind, samplesPerCall, pinned);
                    rates[kind].Add(rate);
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{samplesPerCall,5} samples a call  {kind,-8} {rate,12:N0} samples/s"));
                }
            }

            var (host, bare) = (Median(rates["host"]), Median(rates["kestrel"]));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{samplesPerCall,5} samples a call  medians: host {host:N0}, kestrel {bare:N0}, ratio {host / bare:F2}"));
        }
    }

    private static async Task<double> MeasureAsync(string kind, int samplesPerCall, bool pinned)
    {
        using var server = Start(pinned ? 0 : null, "serve", kind);
        try
        {
            var address = await server.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The server did not start.");
            using var load = Start(pinned ? 1 : null, "load", address, samplesPerCall.ToString(CultureInfo.InvariantCulture));
            var rate = await load.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The load failed.");
            await load.WaitForExitAsync();
            return double.Parse(rate, CultureInfo.InvariantCulture);
        }
        finally
        {
            server.StandardInput.Close();
            await server.WaitForExitAsync();
        }
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static Process Start(int? core, params string[] arguments)
    {
        string[] self = [Environment.ProcessPath!, .. RunsAsLibrary ? [typeof(Comparison).Assembly.Location] : Array.Empty<string>(), .. arguments];
        string[] command = core is null ? self : ["/usr/bin/taskset", "-c", core.Value.ToString(CultureInfo.InvariantCulture), .. self];
        return Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true })
            ?? throw new InvalidOperationException($"{command[0]} did not start.");
    }

    private static bool RunsAsLibrary => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet";
}
