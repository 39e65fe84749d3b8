using System.Globalization;
using NoticeService.Benchmarks.Grpc;

switch (args)
{
    case ["grpc"]:
        await Comparison.RunAsync();
        return 0;
    case ["serve", var kind]:
        await Server.RunAsync(kind);
        return 0;
    case ["load", var address, var samples]:
        await Load.RunAsync(address, int.Parse(samples, CultureInfo.InvariantCulture));
        return 0;
    default:
        Console.Error.WriteLine("grpc: our gRPC host against bare Kestrel that splits frames and parses messages");
        return 1;
}
