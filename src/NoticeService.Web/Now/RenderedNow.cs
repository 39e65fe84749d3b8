using NoticeService.Web.Pages;

namespace NoticeService.Web.Now;

/// <summary>One snapshot and, once somebody looks, its HTML: rendered once for all who watch.</summary>
internal sealed class RenderedNow
{
    private readonly Lazy<Task<IReadOnlyList<Section>>> _sections;

    public RenderedNow(NowScene scene, PageRenderer renderer)
    {
        Scene = scene;
        _sections = new(() => RenderAsync(scene, renderer));
    }

    public NowScene Scene { get; }

    /// <summary>The page's live parts, in the order of the page.</summary>
    public Task<IReadOnlyList<Section>> SectionsAsync() => _sections.Value;

    private static async Task<IReadOnlyList<Section>> RenderAsync(NowScene scene, PageRenderer renderer) =>
    [
        new("status", await renderer.RenderAsync<StatusSection>(scene)),
        new("verdicts", await renderer.RenderAsync<VerdictsSection>(scene)),
        new("announcement", await renderer.RenderAsync<AnnouncementSection>(scene)),
        new("matrix", await renderer.RenderAsync<MatrixSection>(scene)),
        new("past", await renderer.RenderAsync<PastSection>(scene)),
        new("totals", await renderer.RenderAsync<TotalsSection>(scene)),
        new("notices", await renderer.RenderAsync<NoticesSection>(scene)),
        new("gate", await renderer.RenderAsync<GateSection>(scene)),
        new("samples", await renderer.RenderAsync<SamplesSection>(scene)),
        new("health", await renderer.RenderAsync<HealthSection>(scene)),
    ];
}

/// <summary>A part of the page that is replaced on its own.</summary>
/// <param name="Id">Its element's id, and the event's type on the stream.</param>
internal sealed record Section(string Id, string Html);
