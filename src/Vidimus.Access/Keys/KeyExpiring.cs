using System.Text.Json;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Json;

namespace Vidimus.Access.Keys;

/// <summary>A key will end.</summary>
/// <param name="KeyId">The key.</param>
/// <param name="Days">14, 7 or 1: days before its end that this notice is about.</param>
/// <param name="ExpiresAt">Its end.</param>
public sealed record KeyExpiring(string KeyId, int Days, DateTimeOffset ExpiresAt)
    : Fact("key.expiring", KeyId)
{
    /// <inheritdoc/>
    public override void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteNumber("days", Days);
        writer.WriteString("expiresAt", Times.Format(ExpiresAt));
    }
}
