using System.ComponentModel.DataAnnotations;
using NoticeService.Pipeline.Admission;

namespace NoticeService.Pipeline.Tests.Admission;

public sealed class GoLiveOptionsTests
{
    [Theory]
    [InlineData("auto", false, false)]
    [InlineData("auto", true, true)]
    [InlineData("Enforced", false, true)]
    [InlineData("off", true, false)]
    public void Enforced_ByTheMode_AndOfItselfWhereThereAreKeys(string mode, bool hasKeys, bool enforced) =>
        Assert.Equal(enforced, new GoLiveOptions { Mode = mode }.IsEnforced(hasKeys));

    [Theory]
    [InlineData("maybe", 1, "GoLive:Mode must be")]
    [InlineData("", 1, "GoLive:Mode must be")]
    [InlineData("off", 0, "GoLive:FalseAlarmsPerThousandIspDays must be")]
    public void WhatCannotBe_IsNamed(string mode, double budget, string named)
    {
        var mistakes = new List<ValidationResult>();
        var options = new GoLiveOptions { Mode = mode, FalseAlarmsPerThousandIspDays = budget };
        Assert.False(Validator.TryValidateObject(options, new ValidationContext(options), mistakes, validateAllProperties: true));
        Assert.StartsWith(named, Assert.Single(mistakes).ErrorMessage, StringComparison.Ordinal);
    }
}
