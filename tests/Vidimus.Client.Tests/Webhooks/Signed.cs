using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Vidimus.Client.Tests.Webhooks;

/// <summary>A message as a sender makes it, with nothing of the client's.</summary>
internal sealed record Signed(byte[] Body, Dictionary<string, string> Headers)
{
    public const string Secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    public const string OtherSecret = "whsec_Hx4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA=";

    public static readonly DateTimeOffset Now = new(2026, 11, 26, 10, 0, 0, TimeSpan.Zero);
    public static readonly string EventId = Samples.Id("evt_");
    public static readonly string Event = Numbered(EventId, 3);

    public static string Numbered(string id, long sequence, string? resource = null) =>
        $$$"""{"id":"{{{id}}}","type":"credential.issued","version":"1","createdAt":"{{{Samples.Time}}}","organizationId":"{{{Samples.Id("org_")}}}","mode":"live","endpointId":"{{{Samples.Id("we_")}}}","sequence":{{{sequence}}},"resource":{"type":"credential","id":"{{{resource ?? Samples.Id("cred_")}}}","url":"https://trust.example/v1/credentials/x"},"data":{"groupId":"a group"}}""";

    public static Signed By(
        string secret,
        string? body = null,
        DateTimeOffset? at = null,
        string? id = null
    )
    {
        var bytes = Encoding.UTF8.GetBytes(body ?? Event);
        id ??= EventId;
        var time = Stamp(at ?? Now);
        return new(
            bytes,
            new(StringComparer.OrdinalIgnoreCase)
            {
                ["webhook-id"] = id,
                ["webhook-timestamp"] = time,
                ["webhook-signature"] = $"v1,{Mac(secret, id, time, bytes)}",
                ["Vidimus-Signature"] = $"t={time},v1={TextMac(secret, time, bytes)}",
            }
        );
    }

    public string? Header(string name) => Headers.GetValueOrDefault(name);

    public Signed With(string name, string? value)
    {
        var headers = new Dictionary<string, string>(Headers, StringComparer.OrdinalIgnoreCase);
        if (value is null)
            headers.Remove(name);
        else
            headers[name] = value;
        return this with { Headers = headers };
    }

    public static string Stamp(DateTimeOffset at) =>
        at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private static string Mac(string secret, string id, string time, byte[] body) =>
        Convert.ToBase64String(
            HMACSHA256.HashData(
                Convert.FromBase64String(secret["whsec_".Length..]),
                Joined($"{id}.{time}.", body)
            )
        );

    private static string TextMac(string secret, string time, byte[] body) =>
        Convert.ToHexStringLower(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Joined($"{time}.", body))
        );

    private static byte[] Joined(string head, byte[] body) =>
        [.. Encoding.UTF8.GetBytes(head), .. body];
}
