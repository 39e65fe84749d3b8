using NoticeService.Domain.Verdicts;

namespace NoticeService.Domain.Notices;

/// <summary>
/// The wording that the dispute of 2014 left behind: the ISP is called crowded only when it is the culprit; where we chose
/// the path, the path is what is crowded.
/// </summary>
public static class DefaultNoticeTexts
{
    private const string PathInEnglish = "The path we have chosen to reach {isp}'s network is crowded right now.";
    private const string PathInSpanish = "La ruta que hemos elegido para llegar a la red de {isp} está congestionada en este momento.";

    /// <summary>Culprit to language to text. There is none for <see cref="Culprit.Undetermined"/>.</summary>
    public static IReadOnlyDictionary<Culprit, IReadOnlyDictionary<string, string>> All { get; } =
        new Dictionary<Culprit, IReadOnlyDictionary<string, string>>
        {
            [Culprit.Isp] = Languages("The {isp} network is crowded right now.", "La red de {isp} está congestionada en este momento."),
            [Culprit.Path] = Languages(PathInEnglish, PathInSpanish),
            [Culprit.Interconnect] = Languages(PathInEnglish, PathInSpanish),
            [Culprit.Service] = Languages(
                "Our service is slower than usual right now. We are working on it.",
                "Nuestro servicio va más lento de lo normal en este momento. Estamos trabajando en ello."),
            [Culprit.Home] = Languages(
                "Your home network seems slower than usual. Check the wiring, restart the router, or choose a lower quality in the settings.",
                "Su red doméstica parece ir más lenta de lo normal. Revise el cableado, reinicie el router o elija una calidad menor en los ajustes."),
        };

    private static Dictionary<string, string> Languages(string english, string spanish) => new() { ["en"] = english, ["es"] = spanish };
}
