using System.Text.Json;
using NoticeService.Domain.Admission;
using NoticeService.Domain.Households;

namespace NoticeService.Domain.Tests.Admission;

/// <summary>The vectors that hold every user where he is; what they are is written in their file.</summary>
public sealed class CohortHashTests : IDisposable
{
    private readonly JsonDocument file = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Admission", "cohort-hash.json")));

    public void Dispose() => file.Dispose();

    [Fact]
    public void MembershipAndArm_Vectors_Hold()
    {
        var vectors = file.RootElement.GetProperty("vectors").EnumerateArray().ToList();
        Assert.Equal(36, vectors.Count);
        Assert.All(vectors, vector =>
        {
            var salt = vector.GetProperty("salt").GetString()!;
            Assert.True(HouseholdId.TryParse(vector.GetProperty("household").GetString(), out var household));
            Assert.Equal(vector.GetProperty("membership").GetDouble(), CohortHash.Membership(salt, household));
            Assert.Equal(vector.GetProperty("arm").GetDouble(), CohortHash.Arm(salt, household));
        });
    }

    [Fact]
    public void Pseudonym_Vectors_Hold()
    {
        var key = new HouseholdKey(Convert.FromHexString(file.RootElement.GetProperty("key").GetString()!));
        var vectors = file.RootElement.GetProperty("pseudonyms").EnumerateArray().ToList();
        Assert.Equal(6, vectors.Count);
        Assert.All(vectors, v => Assert.Equal(v.GetProperty("household").GetString(), key.Pseudonym(v.GetProperty("user_id").GetString()!).ToString()));
    }
}
