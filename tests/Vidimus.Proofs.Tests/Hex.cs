using System.Text;
using System.Text.Json;

namespace Vidimus.Proofs.Tests;

internal static class Hex
{
    internal static byte[] Bytes(string hex) => Convert.FromHexString(hex);

    internal static string Text(byte[] utf8) => Encoding.UTF8.GetString(utf8);

    internal static JsonElement Element(string json) => JsonDocument.Parse(json).RootElement;
}
