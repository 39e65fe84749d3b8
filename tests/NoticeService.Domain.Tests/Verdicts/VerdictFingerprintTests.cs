using System.Reflection;
using NoticeService.Domain.Verdicts;

namespace NoticeService.Domain.Tests.Verdicts;

public sealed class VerdictFingerprintTests
{
    private static readonly VerdictSettings Defaults = new();

    public static TheoryData<string> Thresholds => [.. typeof(VerdictSettings).GetProperties().Where(p => p.CanWrite).Select(p => p.Name)];

    [Fact]
    public void Fingerprint_OfTheDefaults_IsTheSameEverywhere() => Assert.Equal("f08ee25491096e1b", VerdictFingerprint.Of(Defaults));

    // A threshold that is added and not hashed would let a calibration of other settings count.
    [Theory]
    [MemberData(nameof(Thresholds))]
    public void Fingerprint_OfAnyOtherThreshold_IsAnother_ButOfHowLongThePastIsShown(string name)
    {
        var property = typeof(VerdictSettings).GetProperty(name)!;
        var changed = Defaults with { };
        Raise(property, changed);
        Assert.Equal(name == nameof(VerdictSettings.ShowClosedForMs), VerdictFingerprint.Of(changed) == VerdictFingerprint.Of(Defaults));
    }

    private static void Raise(PropertyInfo property, VerdictSettings settings) => property.SetValue(
        settings,
        property.GetValue(settings) switch
        {
            double number => (object)Math.BitIncrement(number),
            int number => number + 1,
            long number => number + 1,
            var other => throw new NotSupportedException($"{property.Name} is {other}."),
        });
}
