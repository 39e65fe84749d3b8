using System.Diagnostics.CodeAnalysis;

namespace Grpc.Core;

/// <summary>What a caller asks of one call.</summary>
public struct CallOptions
{
    /// <summary>Headers, deadline (UTC), cancellation and how requests are written; each may be left out.</summary>
    [SuppressMessage("Design", "CA1068", Justification = "The official order of the parameters.")]
    public CallOptions(
        Metadata? headers = null,
        DateTime? deadline = null,
        CancellationToken cancellationToken = default,
        WriteOptions? writeOptions = null)
    {
        Headers = headers;
        Deadline = deadline;
        CancellationToken = cancellationToken;
        WriteOptions = writeOptions;
    }

    /// <summary>Sent before the first request.</summary>
    public Metadata? Headers { get; private set; }

    /// <summary>When to give up; null for never. Local times are converted to UTC.</summary>
    public DateTime? Deadline { get; private set; }

    /// <summary>Cancels the call.</summary>
    public CancellationToken CancellationToken { get; private set; }

    /// <summary>How requests are written.</summary>
    public WriteOptions? WriteOptions { get; private set; }

    /// <summary>The same with other headers.</summary>
    public readonly CallOptions WithHeaders(Metadata headers) => this with { Headers = headers };

    /// <summary>The same with another deadline.</summary>
    public readonly CallOptions WithDeadline(DateTime deadline) => this with { Deadline = deadline };

    /// <summary>The same with another token.</summary>
    public readonly CallOptions WithCancellationToken(CancellationToken cancellationToken) => this with { CancellationToken = cancellationToken };

    /// <summary>The same with other write options.</summary>
    public readonly CallOptions WithWriteOptions(WriteOptions writeOptions) => this with { WriteOptions = writeOptions };
}
