using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidimus.Access;
using Vidimus.Platform.Http;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Platform.Secrets;

namespace Vidimus.Credentials.Wallets;

/// <summary>A nonce for a key proof (OpenID4VCI 1.0, section 7).</summary>
/// <param name="Nonce">Good once, within five minutes.</param>
public sealed record WalletNonce([property: JsonPropertyName("c_nonce")] string Nonce);

/// <summary>
/// Nonces for key proofs. One carries its end and a code that only this installation's nodes can make, so that handing them out
/// stores nothing; one that was used is remembered until it would have ended.
/// </summary>
internal sealed class Nonces(MasterKeys keys, TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);
    private const int Plain = 24;
    private const int Whole = Plain + 32;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(WalletIssuer.Path + "/nonce", Give)
            .Public("OpenID4VCI 1.0, section 7.1: not a protected resource")
            .Repeatable("nothing is written; each nonce is another")
            .RequireCors("public")
            .Produces<WalletNonce>()
            .WithTags("Wallets")
            .WithSummary("Get a nonce for a key proof (OpenID4VCI)")
            .WithName("getWalletNonce");

    private static async Task<IResult> Give(
        VidimusDb db,
        AccessOptions options,
        Nonces nonces,
        string organizationId,
        string mode
    ) =>
        await WalletIssuer.Find(db, options, organizationId, mode) is { } issuer
            ? Written.Json(200, new WalletNonce(nonces.Make(issuer)))
            : new Refusal(new(PlatformProblems.NotFound));

    public string Make(WalletIssuer issuer)
    {
        Span<byte> nonce = stackalloc byte[Whole];
        BinaryPrimitives.WriteInt64BigEndian(
            nonce,
            (clock.GetUtcNow() + Lifetime).ToUnixTimeMilliseconds()
        );
        RandomNumberGenerator.Fill(nonce[8..Plain]);
        Code(issuer, nonce[..Plain], nonce[Plain..]);
        return Base64Url.EncodeToString(nonce);
    }

    /// <summary>When a nonce of this issuer ends; null when it is none, or is over.</summary>
    public DateTimeOffset? EndOf(WalletIssuer issuer, string text)
    {
        Span<byte> nonce = stackalloc byte[Whole];
        Span<byte> code = stackalloc byte[32];
        if (
            text.Length != Base64Url.GetEncodedLength(Whole)
            || !Base64Url.TryDecodeFromChars(text, nonce, out var length)
            || length != Whole
        )
            return null;
        Code(issuer, nonce[..Plain], code);
        if (!CryptographicOperations.FixedTimeEquals(code, nonce[Plain..]))
            return null;
        var end = DateTimeOffset.FromUnixTimeMilliseconds(
            BinaryPrimitives.ReadInt64BigEndian(nonce)
        );
        return end > clock.GetUtcNow() ? end : null;
    }

    private void Code(WalletIssuer issuer, ReadOnlySpan<byte> plain, Span<byte> code)
    {
        byte[] input =
        [
            .. plain,
            .. Encoding.UTF8.GetBytes($"{issuer.OrganizationId}/{issuer.Mode}"),
        ];
        HMACSHA256.HashData(keys.Derive("credentials.wallet-nonce"), input, code);
    }
}
