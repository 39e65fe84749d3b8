using System.Buffers.Binary;
using System.Net.Sockets;

/// <summary>
/// Run by the runtime inside a server that is measured (DOTNET_STARTUP_HOOKS): whoever connects to the socket of the variable
/// makes it collect its garbage, and is told what is left. In no namespace, as the runtime wants it; only the base library
/// is used, since the server has none of this program's.
/// </summary>
internal static class StartupHook
{
    public const string SocketVariable = "NOTICE_BENCH_MEMORY";

    /// <summary>Two numbers: bytes of live objects, resident bytes.</summary>
    public const int ReplySize = 16;

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(SocketVariable) is not { Length: > 0 } path)
        {
            return;
        }

        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        new Thread(() => Serve(listener)) { IsBackground = true, Name = "memory" }.Start();
    }

    private static void Serve(Socket listener)
    {
        var reply = new byte[ReplySize];
        while (true)
        {
            using var asks = listener.Accept();

            // Twice, with what the finalizers let go between them.
            Collect();
            GC.WaitForPendingFinalizers();
            Collect();
            BinaryPrimitives.WriteInt64LittleEndian(reply, GC.GetTotalMemory(forceFullCollection: false));
            BinaryPrimitives.WriteInt64LittleEndian(reply.AsSpan(8), Environment.WorkingSet);
            asks.Send(reply);
        }
    }

    private static void Collect() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
}
