using System.Text.Json;
using NoticeService.Domain.Admission;

namespace NoticeService.Pipeline.Admission;

/// <summary>The <c>calibration.json</c> of <c>lab calibrate</c>.</summary>
public static class CalibrationFile
{
    public const string Name = "calibration.json";

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <exception cref="FormatException">It is no calibration; the message names what is missing.</exception>
    public static Calibration Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<Calibration>(json, Json) ?? throw new FormatException("It is null.");
        }
        catch (JsonException wrong)
        {
            throw new FormatException($"It is not the {Name} of lab calibrate: {wrong.Message}", wrong);
        }
    }
}
