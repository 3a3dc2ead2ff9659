using Vidimus.Proofs;

namespace Vidimus.Credentials.Verifying;

/// <summary>A kind of document that verifying fetches: what is asked for, and how much of it is read.</summary>
internal sealed record FetchKind(string Name, string Accept, int MostBytes)
{
    private const int Usual = 256 * 1024;

    public static FetchKind Did { get; } =
        new(
            "issuer's identity document",
            "application/did+json, application/did+ld+json, application/json",
            Usual
        );

    /// <summary>As much as is read of a token, so that a list has the same bound in JSON as in a JWT: some 6 million random bits.</summary>
    public static FetchKind StatusList { get; } =
        new(
            "status list",
            "application/vc, application/vc+jwt;q=0.9, application/ld+json;q=0.8, application/json;q=0.7, */*;q=0.1",
            Jws.MaxLength
        );

    public static FetchKind TokenStatusList { get; } =
        new("status list", "application/statuslist+jwt", Jws.MaxLength);

    public static FetchKind Schema { get; } =
        new("schema", "application/schema+json, application/json", Usual);

    public static FetchKind Resource { get; } = new("related resource", "*/*", Usual);

    /// <summary>A credential behind a link; an image may be as large as one that is uploaded.</summary>
    public static FetchKind Credential { get; } =
        new(
            "document behind the link",
            "application/vc, application/vc+jwt;q=0.9, application/dc+sd-jwt;q=0.9, application/ld+json;q=0.8, application/json;q=0.7, image/png;q=0.6, image/svg+xml;q=0.6, */*;q=0.1",
            VerifyLimits.LargestFile
        );
}
