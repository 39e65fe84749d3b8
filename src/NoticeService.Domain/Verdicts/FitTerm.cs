namespace NoticeService.Domain.Verdicts;

/// <summary>One term of the fit D = mu + alpha(isp) + beta(path) + gamma(isp, path) that is not zero in a window.</summary>
/// <param name="Culprit">Which kind: service is mu, isp alpha, path beta, interconnect gamma.</param>
/// <param name="Isp">Null where it has none.</param>
/// <param name="Path">Null where it has none.</param>
/// <param name="Octaves">Its effect, mean over those who testify, octaves; 0 or less.</param>
/// <param name="Doubt">Why it may not be named; None when it may.</param>
/// <param name="Metros">Where it holds.</param>
public sealed record FitTerm(Culprit Culprit, string? Isp, string? Path, double Octaves, Doubt Doubt, IReadOnlyList<string> Metros)
{
    internal static FitTerm Of(Finding finding) =>
        new(finding.Term.Culprit, finding.Term.Isp, finding.Term.Path, Math.Min(0, finding.Accused.Drop), finding.Doubt, finding.Metros);
}
