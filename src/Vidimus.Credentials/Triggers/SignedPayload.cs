using System.Text;

namespace Vidimus.Credentials.Triggers;

/// <summary>What a sender signs: its body, alone or between texts and the time of signing.</summary>
internal sealed class SignedPayload
{
    public const string BodyAlone = "{body}";

    /// <summary>As Zoom signs; a trigger of this form answers Zoom's question whether the address is ours.</summary>
    public const string Zoom = "v0:{timestamp}:{body}";

    private const string BodyPlace = "{body}";
    private const string TimestampPlace = "{timestamp}";
    private readonly string _before;
    private readonly string _after;

    private SignedPayload(string before, string after) => (_before, _after) = (before, after);

    public bool HasTimestamp =>
        _before.Contains(TimestampPlace, StringComparison.Ordinal)
        || _after.Contains(TimestampPlace, StringComparison.Ordinal);

    /// <summary>Reads the form; null when it is none.</summary>
    public static SignedPayload? Read(string form)
    {
        var around = form.Split(BodyPlace);
        if (around.Length != 2)
            return null;
        var text = form.Replace(BodyPlace, "", StringComparison.Ordinal);
        var rest = text.Split(TimestampPlace);
        return
            rest.Length <= 2
            && string.Concat(rest) is { Length: <= 40 } plain
            && plain.All(c => c is >= ' ' and <= '~' and not ('{' or '}'))
            ? new(around[0], around[1])
            : null;
    }

    /// <summary>The bytes that are signed.</summary>
    public byte[] Of(string timestamp, ReadOnlySpan<byte> body)
    {
        var (before, after) = (Filled(_before, timestamp), Filled(_after, timestamp));
        return [.. before, .. body, .. after];
    }

    private static byte[] Filled(string text, string timestamp) =>
        Encoding.ASCII.GetBytes(text.Replace(TimestampPlace, timestamp, StringComparison.Ordinal));
}
