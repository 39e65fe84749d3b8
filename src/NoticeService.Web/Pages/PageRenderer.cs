using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Logging;
using NoticeService.Web.Now;

namespace NoticeService.Web.Pages;

/// <summary>Renders a component to text. Thread-safe.</summary>
internal sealed class PageRenderer(IServiceProvider services, ILoggerFactory loggers)
{
    public Task<string> RenderAsync<TSection>(NowScene scene)
        where TSection : NowSection =>
        RenderAsync<TSection>(new Dictionary<string, object?> { [nameof(NowSection.Scene)] = scene });

    public async Task<string> RenderAsync<TComponent>(Dictionary<string, object?> parameters)
        where TComponent : IComponent
    {
        // One renderer per rendering: it keeps every root component that it ever rendered.
        await using var renderer = new HtmlRenderer(services, loggers);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var root = await renderer.RenderComponentAsync<TComponent>(ParameterView.FromDictionary(parameters));
            return root.ToHtmlString();
        });
    }
}

/// <summary>A live part of the Now page.</summary>
public abstract class NowSection : ComponentBase
{
    [Parameter, EditorRequired]
    public NowScene Scene { get; set; } = null!;
}
