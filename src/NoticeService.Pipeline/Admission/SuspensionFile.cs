using System.Text.Json;
using System.Text.Json.Serialization;
using NoticeService.Pipeline.Journal;
using NoticeService.Pipeline.Ports;

namespace NoticeService.Pipeline.Admission;

/// <summary>
/// The suspensions, and the last order about the go-live gate, as this pod last knew them, on its own disk beside its journal, so that a restart of the store and of the pods
/// together lifts none. Not thread-safe.
/// </summary>
internal sealed class SuspensionFile(string folder)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true, Converters = { new JsonStringEnumConverter() } };

    private readonly string path = Path.Combine(folder, "suspensions.json");

    /// <summary>What was written last; null when nothing was.</summary>
    /// <exception cref="FormatException">It cannot be read: whether something is suspended is not known.</exception>
    public SuspensionList? Read()
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<SuspensionList>(File.ReadAllBytes(path), Json) is { Suspensions: not null } list ? list : throw new JsonException("It has no suspensions.");
        }
        catch (JsonException wrong)
        {
            throw new FormatException($"{path} is not what the service wrote: {wrong.Message} Delete it when it is known what is suspended.", wrong);
        }
    }

    /// <summary>Puts them on the disk, whole or not at all.</summary>
    public void Write(SuspensionList list)
    {
        Directory.CreateDirectory(folder);
        DurableFile.Write(path, JsonSerializer.Serialize(list, Json));
    }
}
