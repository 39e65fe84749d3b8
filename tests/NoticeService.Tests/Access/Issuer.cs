using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using NoticeService.Access;

namespace NoticeService.Tests.Access;

/// <summary>An issuer of tokens that publishes its keys, as a server on this machine.</summary>
internal sealed class Issuer : IAsyncDisposable
{
    private readonly WebApplication app;
    private volatile Func<HttpContext, Task> answer = _ => Task.CompletedTask;
    private int asked;

    private Issuer()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.MapGet("/jwks", context =>
        {
            Interlocked.Increment(ref asked);
            return answer(context);
        });
        app.MapGet("/elsewhere", context => context.Response.WriteAsync(KeyFolder.SetOf(SigningKey.Create().ToPublicJson())));
    }

    public Uri Address => new(new Uri(app.Urls.First()), "/jwks");

    /// <summary>How often it was asked.</summary>
    public int Asked => asked;

    public static async Task<Issuer> StartAsync(params SigningKey[] keys)
    {
        var issuer = new Issuer();
        issuer.Publish(keys);
        await issuer.app.StartAsync();
        return issuer;
    }

    public void Publish(params SigningKey[] keys) => Say(KeyFolder.SetOf([.. keys.Select(k => k.ToPublicJson())]));

    public void Say(string text) => answer = context => context.Response.WriteAsync(text);

    public void Fail(int status, string location = "") => answer = context =>
    {
        context.Response.StatusCode = status;
        context.Response.Headers.Location = location;
        return Task.CompletedTask;
    };

    public Task StopAsync() => app.StopAsync();

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
