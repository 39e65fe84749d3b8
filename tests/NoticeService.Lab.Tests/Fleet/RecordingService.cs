using System.Collections.Concurrent;
using System.Net;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NoticeService.Protocol.V1;

namespace NoticeService.Lab.Tests.Fleet;

/// <summary>A PlayerService over real gRPC on loopback that keeps what players say and answers as a test wants.</summary>
internal sealed class RecordingService : IAsyncDisposable
{
    private readonly WebApplication app;

    private RecordingService(WebApplication app, Record record)
    {
        this.app = app;
        Log = record;
    }

    public Record Log { get; }

    public string Address => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    public static async Task<RecordingService> StartAsync(Action<Record>? prepare = null)
    {
        var record = new Record();
        prepare?.Invoke(record);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(record);
        var app = builder.Build();
        app.MapGrpcService<Players>();
        await app.StartAsync();
        return new RecordingService(app, record);
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    internal sealed class Record
    {
        private readonly TaskCompletionSource receiptSeen = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ConcurrentQueue<(string Address, SessionStart Start)> Starts { get; } = new();

        public ConcurrentQueue<Sample> Samples { get; } = new();

        public ConcurrentQueue<NoticeReceipt> Receipts { get; } = new();

        public ConcurrentQueue<ReportRequest> Reports { get; } = new();

        /// <summary>Completes at the first receipt.</summary>
        public Task ReceiptSeen => receiptSeen.Task;

        /// <summary>What to answer to the first streams, in order; later ones are served.</summary>
        public ConcurrentQueue<Func<IServerStreamWriter<WatchResponse>, Task>> Troubles { get; } = new();

        public string NoticeText { get; set; } = "";

        public void Add(NoticeReceipt receipt)
        {
            Receipts.Enqueue(receipt);
            receiptSeen.TrySetResult();
        }
    }

    private sealed class Players(Record record) : PlayerService.PlayerServiceBase
    {
        public override async Task Watch(IAsyncStreamReader<WatchRequest> requestStream, IServerStreamWriter<WatchResponse> responseStream, ServerCallContext context)
        {
            await requestStream.MoveNext(context.CancellationToken);
            record.Starts.Enqueue((context.RequestHeaders.GetValue("x-forwarded-for") ?? "", requestStream.Current.Start));
            if (record.Troubles.TryDequeue(out var trouble))
            {
                await trouble(responseStream);
                return;
            }

            await responseStream.WriteAsync(new WatchResponse { Accepted = new SessionAccepted { ReportIntervalMs = 10_000, Isp = "comcast" } });
            var told = record.NoticeText.Length == 0;
            while (await requestStream.MoveNext(context.CancellationToken))
            {
                if (requestStream.Current.Receipt is { } receipt)
                {
                    record.Add(receipt);
                }
                else
                {
                    record.Samples.Enqueue(requestStream.Current.Sample);
                }

                if (!told)
                {
                    told = true;
                    await responseStream.WriteAsync(new WatchResponse { Notice = new Notice { NoticeId = Guid.NewGuid().ToString(), Text = record.NoticeText, Language = "en" } });
                }
            }
        }

        public override Task<ReportResponse> Report(ReportRequest request, ServerCallContext context)
        {
            record.Reports.Enqueue(request);
            foreach (var receipt in request.Receipts)
            {
                record.Add(receipt);
            }

            return Task.FromResult(new ReportResponse { Accepted = new SessionAccepted { Isp = "comcast" } });
        }
    }
}
