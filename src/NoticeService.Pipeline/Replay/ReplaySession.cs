using NoticeService.Domain.Cells;
using NoticeService.Pipeline.Sessions;

namespace NoticeService.Pipeline.Replay;

/// <summary>A playback that the replay knows: it is kept while rows wait for it or it still plays.</summary>
internal sealed class ReplaySession(byte[] key, byte[] address, byte[] player, PlaybackSession playback)
{
    /// <summary>Its id as the file has it.</summary>
    public byte[] Key { get; } = key;

    public PlaybackSession Playback { get; } = playback;

    /// <summary>Whether a row with these is this playback's: an update of the player or a move of the home begins another.</summary>
    public bool Is(ReadOnlySpan<byte> ofAddress, ReadOnlySpan<byte> ofPlayer) => ofAddress.SequenceEqual(address) && ofPlayer.SequenceEqual(player);

    /// <summary>Name of its last server as the file had it, and as the tables have it.</summary>
    public byte[] ServerText { get; set; } = [];

    public string Server { get; set; } = "";

    /// <summary>Rows that wait.</summary>
    public int Waiting { get; set; }

    /// <summary>The last window in which a row came.</summary>
    public Window Last { get; set; }
}
