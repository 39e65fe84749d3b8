#if FULL_FEED
using NoticeService.TestKit.Contracts;
using Testcontainers.Redis;

[assembly: AssemblyFixture(typeof(NoticeService.Redis.Tests.Contracts.ContainerBackend))]

// The contracts once more on a server in a container, where the packages and a container engine are there.
namespace NoticeService.Redis.Tests.Contracts;

public sealed class ContainerBackend : IStoreBackend, IAsyncLifetime
{
    private readonly SemaphoreSlim gate = new(1);
    private RedisContainer? container;

    public ValueTask InitializeAsync() => default;

    public async Task<StoreSet> OpenAsync()
    {
        await gate.WaitAsync();
        try
        {
            container ??= await StartAsync();
        }
        finally
        {
            gate.Release();
        }

        return new RedisStoreSet(container.GetConnectionString());
    }

    public async ValueTask DisposeAsync()
    {
        if (container is not null)
        {
            await container.DisposeAsync();
        }

        gate.Dispose();
    }

    private static async Task<RedisContainer> StartAsync()
    {
        if (!File.Exists("/var/run/docker.sock") && Environment.GetEnvironmentVariable("DOCKER_HOST") is null)
        {
            const string reason = "No container engine runs here.";
            if (Environment.GetEnvironmentVariable("NOTICE_REQUIRE_TOOLS") == "1")
            {
                Assert.Fail(reason);
            }

            Assert.Skip(reason);
        }

        var starting = new RedisBuilder("redis:7.0").Build();
        await starting.StartAsync();
        return starting;
    }
}

public sealed class ContainerCellStoreTests(ContainerBackend backend) : CellStoreContract(backend);

public sealed class ContainerLeaseTests(ContainerBackend backend) : LeaseContract(backend);

public sealed class ContainerEvaluationStoreTests(ContainerBackend backend) : EvaluationStoreContract(backend);

public sealed class ContainerNormStoreTests(ContainerBackend backend) : NormStoreContract(backend);

public sealed class ContainerAdmissionStoreTests(ContainerBackend backend) : AdmissionStoreContract(backend);

public sealed class ContainerLedgerTests(ContainerBackend backend) : LedgerContract(backend);

public sealed class ContainerLedgerRetentionTests(ContainerBackend backend) : LedgerRetentionContract(backend);
#endif
