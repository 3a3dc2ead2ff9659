using System.Buffers.Text;
using System.Text;

namespace Vidimus.Client.Tests.Orders;

/// <summary>
/// Receipts signed with Node.js (OpenSSL) under the key whose seed is 32 times 7: so an implementation that is not ours made them.
/// </summary>
internal static class SignedReceipts
{
    public const string KeySet =
        """{"keys":[{"kty":"EC","crv":"P-256","kid":"ec1","x":"AA","y":"AA"},{"kty":"OKP","crv":"Ed25519","kid":"ku1","x":"6kpsY-KcUgq-9VB7Ey7F-ZVHdq6-vnuSQh7qaRRG0iw","alg":"EdDSA","use":"sig"}]}""";

    /// <summary>Whose digest the receipts name.</summary>
    public const string Pdf = "certified";

    public static readonly string Live = Of(
        "{\"alg\":\"EdDSA\",\"kid\":\"ku1\"}",
        Payload("false"),
        "PmltpDBPcR8-NBDAXDi8m8DWW0dm8mI5UISVdMjHQiaX4Yr785rmh2r4YUdhFB17d1iBGPePZzmxuf31rYWxAg"
    );

    public static readonly string Sandbox = Of(
        "{\"alg\":\"EdDSA\",\"kid\":\"ku1\"}",
        Payload("true"),
        "TLqUEH8muGmzNUq4k6x_iwsjog1b44LzzBFoIQfHFaD5nu03vs4XBOFIPu__2Y5QYo3D_3Xn8XM6iuu1FEhECQ"
    );

    public static readonly string WithAnotherMember = Of(
        "{\"alg\":\"EdDSA\",\"kid\":\"ku1\"}",
        Payload("false", ",\"exp\":1"),
        "SU7k_lZ_-s5L7U-HsujRqfDLhHSTux5iN2uIoRkUqSIViZNzVocZyXvfbBDM-L7negW2r0eeas7k2FXM8QbeAQ"
    );

    public static readonly string WithoutAlgorithm = Of(
        "{\"alg\":\"none\",\"kid\":\"ku1\"}",
        Payload("false"),
        "i5uep6CkS3ec6mn73_ZAI5ZV4OaKZBLnnOIjxaKBcEkRPCPhe5-D_jCyd7_25LFMwo4P1oYWo380h4rb1eCyDQ"
    );

    public static readonly string Critical = Of(
        "{\"alg\":\"EdDSA\",\"kid\":\"ku1\",\"crit\":[\"x\"],\"x\":1}",
        Payload("false"),
        "Sv6pHqMsthtvVI6i4Xz1B-8VqWi0jAe-rEONXLFY_EaAUsOqohwi49ZH9SjC6EJH657NHirqznRulyKH8_7pBw"
    );

    public static readonly string OfAnotherKey = Of(
        "{\"alg\":\"EdDSA\",\"kid\":\"ku2\"}",
        Payload("false"),
        "qZNZh8bQTqHN57yeqhymQudljI3mXn6moTFSypwgL1xjroeF8Th0kQfFp0y4cwpBzh5kWev3rkSguF60jCu6DA"
    );

    private static string Payload(string sandbox, string more = "") =>
        $$"""{"certificateId":"{{Samples.CertificateId}}","orderId":"{{Samples.Id(
            "ord_"
        )}}","documentSha256":"6881efc899e97d9e1e5f13239cf82d441e669b4f78b79d3fe25b86e82874e015","translatorName":"Ada Example","issuedAt":"{{Samples.Time}}","isSandbox":{{sandbox}}{{more}}}""";

    private static string Of(string header, string payload, string signature) =>
        $"{Encode(header)}.{Encode(payload)}.{signature}";

    private static string Encode(string text) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
