using System.Globalization;
using Google.Protobuf;
using Grpc.Core;
using NoticeService.Pipeline.Ports;
using NoticeService.Pipeline.Queries;
using NoticeService.Protocol.V1;

namespace NoticeService.Operators;

/// <summary>Sends a list of recipients in parts, and writes down that it began, before the first, and how it ended.</summary>
internal sealed class RecipientExport(LedgerSearch search, Retractions retractions, IAuditLog audit, AuditedCalls calls)
{
    private const int PartBytes = 64 * 1024;

    /// <param name="query">Which records.</param>
    /// <param name="csv">Else JSONL.</param>
    /// <param name="order">Who asked for what.</param>
    /// <param name="output">The caller, whose reading sets the pace.</param>
    /// <param name="cancellationToken">The caller is gone.</param>
    /// <exception cref="RpcException">UNAVAILABLE: the store did not answer.</exception>
    public async Task RunAsync(LedgerQuery query, bool csv, OperatorOrder order, IServerStreamWriter<ExportRecipientsResponse> output, CancellationToken cancellationToken)
    {
        await StoreCalls.OrUnavailableAsync(audit.AddAsync(order with { Outcome = Outcomes.Started }, cancellationToken));
        var sent = new Count();
        var outcome = StatusCode.Unknown;
        try
        {
            await StoreCalls.OrUnavailableAsync(SendAsync(query, csv, output, sent, cancellationToken));
            outcome = StatusCode.OK;
        }
        catch (RpcException failure)
        {
            outcome = failure.StatusCode;
            throw;
        }
        catch (OperationCanceledException)
        {
            outcome = StatusCode.Cancelled;
            throw;
        }
        finally
        {
            await calls.EndedAsync(order with
            {
                Outcome = Outcomes.Of(outcome),
                Reason = string.Create(CultureInfo.InvariantCulture, $"{order.Reason}, records: {sent.Records}"),
            });
        }
    }

    private async Task SendAsync(LedgerQuery query, bool csv, IServerStreamWriter<ExportRecipientsResponse> output, Count sent, CancellationToken cancellationToken)
    {
        var file = new RecipientFile(csv);
        file.Head();
        var reader = retractions.Read();
        await foreach (var record in search.ReadAsync(query, cancellationToken))
        {
            file.Add(record, await reader.OfAsync(record, cancellationToken));
            sent.Records++;
            if (file.Length >= PartBytes)
            {
                await PartAsync();
            }
        }

        if (file.Length > 0)
        {
            await PartAsync();
        }

        Task PartAsync() => output.WriteAsync(new ExportRecipientsResponse { Chunk = UnsafeByteOperations.UnsafeWrap(file.Take()) }, cancellationToken);
    }

    // Told also when the sending fails half-way.
    private sealed class Count
    {
        public long Records { get; set; }
    }
}
