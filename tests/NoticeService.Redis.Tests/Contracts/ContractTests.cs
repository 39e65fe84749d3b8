using NoticeService.TestKit.Contracts;

[assembly: AssemblyFixture(typeof(GarnetBackend))]
[assembly: AssemblyFixture(typeof(RedisServerBackend))]
[assembly: AssemblyFixture(typeof(RedisClusterBackend))]

// Every port's contract, on every implementation. The suites are in the test kit; here they only meet their stores.
namespace NoticeService.Redis.Tests.Contracts;

public sealed class GarnetCellStoreTests(GarnetBackend backend) : CellStoreContract(backend);

public sealed class GarnetLeaseTests(GarnetBackend backend) : LeaseContract(backend);

public sealed class GarnetEvaluationStoreTests(GarnetBackend backend) : EvaluationStoreContract(backend);

public sealed class GarnetVerdictArchiveTests(GarnetBackend backend) : VerdictArchiveContract(backend);

public sealed class GarnetEvidenceStoreTests(GarnetBackend backend) : EvidenceStoreContract(backend);

public sealed class GarnetNormStoreTests(GarnetBackend backend) : NormStoreContract(backend);

public sealed class GarnetAdmissionStoreTests(GarnetBackend backend) : AdmissionStoreContract(backend);

public sealed class GarnetDisputeStoreTests(GarnetBackend backend) : DisputeStoreContract(backend);

public sealed class GarnetPopulationStoreTests(GarnetBackend backend) : PopulationStoreContract(backend);

public sealed class GarnetLedgerTests(GarnetBackend backend) : LedgerContract(backend);

public sealed class GarnetSealStoreTests(GarnetBackend backend) : SealStoreContract(backend);

public sealed class GarnetOutcomeStoreTests(GarnetBackend backend) : OutcomeStoreContract(backend);

public sealed class GarnetLedgerRepairTests(GarnetBackend backend) : LedgerRepairContract(backend);

public sealed class GarnetLedgerRetentionTests(GarnetBackend backend) : LedgerRetentionContract(backend);

public sealed class RedisServerCellStoreTests(RedisServerBackend backend) : CellStoreContract(backend);

public sealed class RedisServerLeaseTests(RedisServerBackend backend) : LeaseContract(backend);

public sealed class RedisServerEvaluationStoreTests(RedisServerBackend backend) : EvaluationStoreContract(backend);

public sealed class RedisServerVerdictArchiveTests(RedisServerBackend backend) : VerdictArchiveContract(backend);

public sealed class RedisServerEvidenceStoreTests(RedisServerBackend backend) : EvidenceStoreContract(backend);

public sealed class RedisServerNormStoreTests(RedisServerBackend backend) : NormStoreContract(backend);

public sealed class RedisServerAdmissionStoreTests(RedisServerBackend backend) : AdmissionStoreContract(backend);

public sealed class RedisServerDisputeStoreTests(RedisServerBackend backend) : DisputeStoreContract(backend);

public sealed class RedisServerPopulationStoreTests(RedisServerBackend backend) : PopulationStoreContract(backend);

public sealed class RedisServerLedgerTests(RedisServerBackend backend) : LedgerContract(backend);

public sealed class RedisServerSealStoreTests(RedisServerBackend backend) : SealStoreContract(backend);

public sealed class RedisServerOutcomeStoreTests(RedisServerBackend backend) : OutcomeStoreContract(backend);

public sealed class RedisServerLedgerRepairTests(RedisServerBackend backend) : LedgerRepairContract(backend);

public sealed class RedisServerLedgerRetentionTests(RedisServerBackend backend) : LedgerRetentionContract(backend);

public sealed class RedisClusterCellStoreTests(RedisClusterBackend backend) : CellStoreContract(backend);

public sealed class RedisClusterLeaseTests(RedisClusterBackend backend) : LeaseContract(backend);

public sealed class RedisClusterEvaluationStoreTests(RedisClusterBackend backend) : EvaluationStoreContract(backend);

public sealed class RedisClusterVerdictArchiveTests(RedisClusterBackend backend) : VerdictArchiveContract(backend);

public sealed class RedisClusterEvidenceStoreTests(RedisClusterBackend backend) : EvidenceStoreContract(backend);

public sealed class RedisClusterNormStoreTests(RedisClusterBackend backend) : NormStoreContract(backend);

public sealed class RedisClusterAdmissionStoreTests(RedisClusterBackend backend) : AdmissionStoreContract(backend);

public sealed class RedisClusterDisputeStoreTests(RedisClusterBackend backend) : DisputeStoreContract(backend);

public sealed class RedisClusterPopulationStoreTests(RedisClusterBackend backend) : PopulationStoreContract(backend);

public sealed class RedisClusterLedgerTests(RedisClusterBackend backend) : LedgerContract(backend);

public sealed class RedisClusterSealStoreTests(RedisClusterBackend backend) : SealStoreContract(backend);

public sealed class RedisClusterOutcomeStoreTests(RedisClusterBackend backend) : OutcomeStoreContract(backend);

public sealed class RedisClusterLedgerRepairTests(RedisClusterBackend backend) : LedgerRepairContract(backend);

public sealed class RedisClusterLedgerRetentionTests(RedisClusterBackend backend) : LedgerRetentionContract(backend);

public sealed class InMemoryCellStoreTests() : CellStoreContract(new InMemoryBackend());

public sealed class InMemoryLeaseTests() : LeaseContract(new InMemoryBackend());

public sealed class InMemoryEvaluationStoreTests() : EvaluationStoreContract(new InMemoryBackend());

public sealed class InMemoryVerdictArchiveTests() : VerdictArchiveContract(new InMemoryBackend());

public sealed class InMemoryEvidenceStoreTests() : EvidenceStoreContract(new InMemoryBackend());

public sealed class InMemoryNormStoreTests() : NormStoreContract(new InMemoryBackend());

public sealed class InMemoryAdmissionStoreTests() : AdmissionStoreContract(new InMemoryBackend());

public sealed class InMemoryDisputeStoreTests() : DisputeStoreContract(new InMemoryBackend());

public sealed class InMemoryPopulationStoreTests() : PopulationStoreContract(new InMemoryBackend());

public sealed class InMemoryLedgerTests() : LedgerContract(new InMemoryBackend());

public sealed class InMemorySealStoreTests() : SealStoreContract(new InMemoryBackend());

public sealed class InMemoryOutcomeStoreTests() : OutcomeStoreContract(new InMemoryBackend());

public sealed class InMemoryLedgerRepairTests() : LedgerRepairContract(new InMemoryBackend());

public sealed class InMemoryLedgerRetentionTests() : LedgerRetentionContract(new InMemoryBackend());
