using System.Text.Encodings.Web;
using System.Text.Json;

namespace Vidimus.Proofs;

/// <summary>How signed JSON is written: no escapes beyond those JSON needs, because it is data and never put into HTML.</summary>
internal static class PlainJson
{
    internal static readonly JsonSerializerOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
