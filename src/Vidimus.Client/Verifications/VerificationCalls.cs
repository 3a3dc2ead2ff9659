using System.Text;
using System.Text.Json;

namespace Vidimus.Client;

/// <summary>Verifying. Public: no key is sent, so a bad one cannot spoil an answer.</summary>
public sealed class VerificationCalls
{
    private readonly Caller caller;

    internal VerificationCalls(Caller caller) => this.caller = caller;

    /// <summary>Verifies a credential of this server by its id or UUID; an unknown one is invalid, reason not found.</summary>
    public Task<Verification> ById(string id, CancellationToken cancellation = default) =>
        Verify("id", Quoted(Ids.Credential(id)), cancellation);

    /// <summary>Verifies by a link: a verify link, or the https address of any credential.</summary>
    public Task<Verification> ByLink(string link, CancellationToken cancellation = default) =>
        Verify("link", Quoted(link), cancellation);

    /// <summary>Verifies a credential in JSON, of any issuer. It is sent as it stands, byte for byte.</summary>
    /// <exception cref="ArgumentException">It is not JSON.</exception>
    public Task<Verification> ByJson(string credential, CancellationToken cancellation = default) =>
        Verify("credential", Encoding.UTF8.GetBytes(credential), cancellation);

    /// <summary>Verifies a credential as a signed token, <c>vc+jwt</c> or SD-JWT, of any issuer.</summary>
    public Task<Verification> ByJwt(string jwt, CancellationToken cancellation = default) =>
        Verify("jwt", Quoted(jwt), cancellation);

    /// <summary>Verifies an SD-JWT that its holder presents: to this audience, with the one-time value that was given out.</summary>
    public Task<Verification> Presented(
        string sdJwt,
        string audience,
        string nonce,
        CancellationToken cancellation = default
    ) =>
        Verify(
            [("jwt", Quoted(sdJwt)), ("audience", Quoted(audience)), ("nonce", Quoted(nonce))],
            cancellation
        );

    /// <summary>Verifies a file: a PNG or SVG image with a credential baked in, or a credential as text. At most 2 MiB.</summary>
    public Task<Verification> ByFile(
        ReadOnlyMemory<byte> file,
        CancellationToken cancellation = default
    ) => Verify("file", Quoted(Convert.ToBase64String(file.Span)), cancellation);

    /// <summary>Verifies whatever a person pasted: JSON, a token, a link or an id.</summary>
    public Task<Verification> ByText(string text, CancellationToken cancellation = default) =>
        Verify("text", Quoted(text), cancellation);

    /// <summary>What the public page of a credential says; an unknown one is a permanent failure, <c>NOT_FOUND</c>.</summary>
    public Task<Verification> Page(string id, CancellationToken cancellation = default) =>
        caller.Ask(
            Call.Get("/verify/{id}", Ids.Credential(id)) with
            {
                Query = [("format", "json")],
                NeedsKey = false,
            },
            VidimusJson.Default.Verification,
            cancellation
        );

    /// <summary>The credential as signed, as anyone may have it.</summary>
    public Task<CredentialDocument> Document(
        string id,
        DocumentForm form = DocumentForm.Json,
        CancellationToken cancellation = default
    )
    {
        var call = Call.Get("/verify/{id}/document", Ids.Credential(id)) with
        {
            Query = [("form", Words.Of<DocumentForm>(form))],
            Accept = $"{Documents.MediaType(form)}, application/json",
            NeedsKey = false,
        };
        return caller.Run(call, answer => Documents.Read(call, answer, form), cancellation);
    }

    private Task<Verification> Verify(
        string member,
        byte[] value,
        CancellationToken cancellation
    ) => Verify([(member, value)], cancellation);

    private Task<Verification> Verify(
        (string Name, byte[] Value)[] members,
        CancellationToken cancellation
    )
    {
        using var body = new MemoryStream();
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in members)
            {
                writer.WritePropertyName(name);
                try
                {
                    // Raw, because parsing and writing again could change what was signed.
                    writer.WriteRawValue(value);
                }
                catch (JsonException)
                {
                    throw new ArgumentException("The credential is not JSON.", nameof(members));
                }
            }
            writer.WriteEndObject();
        }
        return caller.Ask(
            Call.Post("/v1/verifications", body.ToArray(), null) with
            {
                NeedsKey = false,
            },
            VidimusJson.Default.Verification,
            cancellation
        );
    }

    private static byte[] Quoted(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return JsonSerializer.SerializeToUtf8Bytes(value, VidimusJson.Default.String);
    }
}
