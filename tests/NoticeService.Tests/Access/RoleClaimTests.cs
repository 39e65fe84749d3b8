using Microsoft.IdentityModel.JsonWebTokens;
using NoticeService.Access;

namespace NoticeService.Tests.Access;

/// <summary>What the claim <c>role</c> gives.</summary>
public sealed class RoleClaimTests
{
    [Theory]
    [InlineData(OperatorRoles.Viewer, "viewer")]
    [InlineData(OperatorRoles.Operator, "operator")]
    [InlineData(OperatorRoles.Legal, "legal")]
    [InlineData(OperatorRoles.Isp, "isp")]
    [InlineData(OperatorRoles.Viewer | OperatorRoles.Legal, "viewer", "legal")]
    [InlineData(OperatorRoles.Viewer, "viewer", "boss")]
    [InlineData(OperatorRoles.None)]
    [InlineData(OperatorRoles.None, "7")]
    [InlineData(OperatorRoles.None, "15")]
    [InlineData(OperatorRoles.None, "viewer, legal")]
    [InlineData(OperatorRoles.None, "Operator")]
    [InlineData(OperatorRoles.None, "")]
    internal void Role_IsOneOfFourWords(OperatorRoles expected, params string[] words)
    {
        var token = SigningKey.Create().Sign("ann", words, TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(1));
        Assert.Equal(expected, RoleClaim.Of(new JsonWebToken(token)));
    }

    [Fact]
    public void Roles_AreToldInWords() => Assert.Equal("viewer, operator or legal", RoleClaim.Tell(OperatorRoles.Viewer | OperatorRoles.Operator | OperatorRoles.Legal));
}
