using Grpc.Core;
using Microsoft.Extensions.Options;
using NoticeService.Access;
using NoticeService.Domain.Households;
using NoticeService.Hosting;
using NoticeService.Pipeline.Configuration;
using NoticeService.Pipeline.Delivery;
using NoticeService.Pipeline.Recording;
using NoticeService.Pipeline.Sessions;
using NoticeService.Protocol.V1;
using SessionOptions = NoticeService.Pipeline.Sessions.SessionOptions;

namespace NoticeService.Players;

/// <summary>Players' calls: maps, calls the pipeline, maps back.</summary>
internal sealed class PlayerServiceV1(
    SessionDirectory sessions,
    SessionMetrics metrics,
    TelemetryRecorder recorder,
    Receipts receipts,
    ConfigurationFile configuration,
    HouseholdKey key,
    CallerAccess access,
    WhyLinks why,
    IOptions<SessionOptions> sessionOptions,
    IOptions<ServiceOptions> serviceOptions,
    IHostApplicationLifetime lifetime,
    TimeProvider time) : PlayerService.PlayerServiceBase
{
    private const int MaxSamplesPerReport = 100;

    private readonly SharedNames names = new();
    private int unstarted;

    public override async Task Watch(IAsyncStreamReader<WatchRequest> requestStream, IServerStreamWriter<WatchResponse> responseStream, ServerCallContext context)
    {
        // Before anything is read: who has no token holds no stream.
        var caller = await AuthenticateAsync(context);
        var start = await ReadStartAsync(requestStream, context);
        var (identity, household) = Identify(start, SessionKind.Watch, caller, context);
        using var channel = new WatchChannel(responseStream, ReconnectDelayMs(household), why);
        if (sessions.TryStart(identity, household, configuration.Current.Network, channel, out var session) is not StartRefusal.None and var refusal)
        {
            throw refusal.ToException();
        }

        var end = SessionEnd.Broken;
        try
        {
            await channel.AcceptAsync(PlayerMapping.Accepted(identity, sessionOptions.Value.ReportIntervalMs));
            await ListenAsync(session!, requestStream, channel.Reading);
            end = SessionEnd.Ended;
        }
        catch (OperationCanceledException) when (channel.Closed is not null)
        {
            // Another stream took the session over, nothing came for too long, or this pod drains.
        }
        finally
        {
            sessions.End(session!, end);
            await channel.FinishAsync();
        }

        switch (channel.Closed)
        {
            case SessionEnd.Replaced:
                throw StartRefusals.Replaced();
            case SessionEnd.Idle:
                throw StartRefusals.Idle(sessionOptions.Value.WatchIdle);
        }
    }

    public override async Task<ReportResponse> Report(ReportRequest request, ServerCallContext context)
    {
        var (identity, household) = Identify(request.Start, SessionKind.Report, await AuthenticateAsync(context), context);
        if (request.Samples.Count > MaxSamplesPerReport)
        {
            throw BadStart($"samples: {request.Samples.Count} samples; at most {MaxSamplesPerReport} are allowed.");
        }

        var session = FindOrStart(identity, household);
        var dropped = 0;
        foreach (var sample in request.Samples)
        {
            if (sessions.Record(session, PlayerMapping.Sample(sample)) != Domain.Samples.DropReason.None)
            {
                dropped++;
            }
        }

        foreach (var receipt in request.Receipts)
        {
            receipts.Post(session, receipt.NoticeId, PlayerMapping.Receipt(receipt.Kind));
        }

        session.Touch(NowMs());
        var notice = (session.Channel as ReportChannel)?.Take(NowMs());
        if (request.Ended)
        {
            sessions.End(session, SessionEnd.Ended);
        }

        return new ReportResponse
        {
            Accepted = PlayerMapping.Accepted(identity, sessionOptions.Value.ReportIntervalMs),
            Notice = notice is null ? null : PlayerMapping.Notice(notice, why),
            DroppedSamples = dropped,
        };
    }

    // A stream that never says who it is must not stay, nor hold up the end of the service.
    private async Task<SessionStart> ReadStartAsync(IAsyncStreamReader<WatchRequest> requests, ServerCallContext context)
    {
        using var within = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        within.CancelAfter(sessionOptions.Value.StartWithin);
        try
        {
            if (Interlocked.Increment(ref unstarted) > sessionOptions.Value.MaxUnstartedStreams)
            {
                throw Refuse(StartRefusal.Full);
            }

            return await requests.MoveNext(within.Token) && requests.Current.KindCase == WatchRequest.KindOneofCase.Start
                ? requests.Current.Start
                : throw Refuse(StartRefusal.NotStarted);
        }
        catch (OperationCanceledException) when (!context.CancellationToken.IsCancellationRequested)
        {
            throw Refuse(lifetime.ApplicationStopping.IsCancellationRequested ? StartRefusal.Draining : StartRefusal.NotStarted);
        }
        finally
        {
            Interlocked.Decrement(ref unstarted);
        }
    }

    private async Task ListenAsync(PlaybackSession session, IAsyncStreamReader<WatchRequest> requests, CancellationToken cancellationToken)
    {
        var receivedMs = 0L;
        while (true)
        {
            var next = requests.MoveNext(cancellationToken);
            if (!next.IsCompletedSuccessfully)
            {
                await next;
                receivedMs = 0;
            }

            if (!await next)
            {
                return;
            }

            // Messages that came together were received together.
            receivedMs = receivedMs == 0 ? NowMs() : receivedMs;
            var message = requests.Current;
            switch (message.KindCase)
            {
                case WatchRequest.KindOneofCase.Sample:
                    sessions.Record(session, PlayerMapping.Sample(message.Sample), receivedMs);
                    break;
                case WatchRequest.KindOneofCase.Receipt:
                    session.Touch(receivedMs);
                    receipts.Post(session, message.Receipt.NoticeId, PlayerMapping.Receipt(message.Receipt.Kind));
                    break;
                case WatchRequest.KindOneofCase.Start:
                    throw BadStart("start: was sent before; it must be sent exactly once, first.");
                default:
                    // A newer player may say more; a service ignores what it does not know, but that the player is there.
                    session.Touch(receivedMs);
                    break;
            }
        }
    }

    // A report of a session that is on this pod already; or its first here, or of a viewer whose network changed.
    private PlaybackSession FindOrStart(SessionIdentity identity, HouseholdId household)
    {
        if (sessions.Find(identity.SessionId) is { Identity.Kind: SessionKind.Report } known
            && known.Household.Id == household
            && known.Identity.Isp == identity.Isp
            && known.Identity.Player == identity.Player)
        {
            return known;
        }

        var refusal = sessions.TryStart(identity, household, configuration.Current.Network, new ReportChannel(), out var session);
        return refusal == StartRefusal.None ? session! : throw refusal.ToException();
    }

    private async ValueTask<PlayerCaller> AuthenticateAsync(ServerCallContext context) =>
        await access.PlayerAsync(context) ?? throw Refuse(StartRefusal.Unauthenticated);

    private (SessionIdentity Identity, HouseholdId Household) Identify(SessionStart? start, SessionKind kind, PlayerCaller caller, ServerCallContext context)
    {
        if (start is not null)
        {
            start.UserId = caller.MayBe(start.UserId) ? caller.User(start.UserId) : throw Refuse(StartRefusal.OtherUser);
        }

        if (SessionStartRules.FindMistake(start) is { } mistake)
        {
            throw BadStart(mistake);
        }

        var identity = ClientIdentity.Of(start!, ClientIdentity.AddressOf(context), configuration.Current.Network, key, names, kind, NowMs(), recorder.IsOn);
        return (identity, key.Pseudonym(start!.UserId));
    }

    private RpcException BadStart(string mistake)
    {
        metrics.Refused(StartRefusal.BadStart);
        return StartRefusals.BadStart(mistake);
    }

    private RpcException Refuse(StartRefusal refusal)
    {
        metrics.Refused(refusal);
        return refusal.ToException();
    }

    // Spread by the household, so that a drained pod's players do not all come at once.
    private int ReconnectDelayMs(HouseholdId household) =>
        (int)(household.Low % (ulong)(serviceOptions.Value.ReconnectSpread.TotalMilliseconds + 1));

    private long NowMs() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
