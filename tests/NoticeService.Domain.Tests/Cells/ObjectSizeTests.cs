using NoticeService.Domain.Cells;

namespace NoticeService.Domain.Tests.Cells;

public sealed class ObjectSizeTests
{
    // By hand: 2^-13 s/kbit less 0.18 s x 125 x (2^-19 - 2^-21) per kbit is 8.988e-5 s/kbit.
    [Fact]
    public void Restate_SmallerObjectThanUsual_IsFasterByTheOverheadsDifference() =>
        Assert.Equal(13.4416, ObjectSize.Restate(13, 19, 21), 0.0001);

    [Fact]
    public void Restate_ThereAndBack_IsWhereItBegan() =>
        Assert.Equal(12.5, ObjectSize.Restate(ObjectSize.Restate(12.5, 20, 18), 18, 20), 1e-9);

    [Fact]
    public void Restate_OverheadExplainsAll_IsInfinite() => Assert.Equal(double.PositiveInfinity, ObjectSize.Restate(15, 19, 21));
}
