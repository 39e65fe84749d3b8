using System.Net;

namespace NoticeService.Lab.Bench;

/// <summary>The servers that are compared, each in a process of its own and alike in all but what is measured.</summary>
/// <param name="serviceDll">The service.</param>
/// <param name="config">Its configuration.</param>
/// <param name="data">A folder for its store.</param>
internal sealed class BenchServers(string serviceDll, string config, string data)
{
    // One core needs one heap.
    private static (string, string) OneHeap => ("DOTNET_gcServer", "0");

    // As the service is configured: without it the empty handler may still run unoptimised when it is measured.
    private static (string, string) OptimisedAtOnce => ("DOTNET_TC_CallCountingDelayMs", "0");

    /// <summary>A handler that reads and does nothing.</summary>
    public static Task<ServerUnderTest> StartEmptyAsync() => StartHostAsync("--empty-host");

    /// <summary>A handler that answers once, as the service does, and then waits.</summary>
    public static Task<ServerUnderTest> StartBareAsync() => StartHostAsync("--idle-host");

    /// <summary>The whole service, with a store of its own.</summary>
    public Task<ServerUnderTest> StartServiceAsync()
    {
        var address = Free();
        return ServerUnderTest.StartAsync(
            address,
            serviceDll,
            ["--grpc", address.ToString(), "--console", Free().ToString(), "--config", config, "--data", data],
            OneHeap,
            OptimisedAtOnce,
            ("NoticeService__ExitWhenStdinCloses", "true"),

            // A stream here says in a moment what a player says in hours.
            ("Sessions__MaxSamplesPerWindow", "1000000"),
            ("Logging__LogLevel__Default", "Warning"));
    }

    private static Task<ServerUnderTest> StartHostAsync(string option)
    {
        var address = Free();
        return ServerUnderTest.StartAsync(address, typeof(BenchServers).Assembly.Location, ["bench", option, address.ToString()], OneHeap, OptimisedAtOnce);
    }

    private static IPEndPoint Free()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return (IPEndPoint)listener.LocalEndpoint;
    }
}
