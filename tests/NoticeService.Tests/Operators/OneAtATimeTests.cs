using Grpc.Core;
using NoticeService.Operators;

namespace NoticeService.Tests.Operators;

public sealed class OneAtATimeTests
{
    [Fact]
    public void Enter_WhileAnotherIsIn_IsRefused_AndLetInAfterwards()
    {
        var turn = new OneAtATime("Another replay");
        using (turn.Enter())
        {
            for (var i = 0; i < 2; i++)
            {
                var refused = Assert.Throws<RpcException>(turn.Enter);
                Assert.Equal((StatusCode.ResourceExhausted, "Another replay runs on this server: try again when it is over."), (refused.StatusCode, refused.Status.Detail));
            }
        }

        turn.Enter().Dispose();
    }
}
