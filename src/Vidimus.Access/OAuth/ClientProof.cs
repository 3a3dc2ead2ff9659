using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Vidimus.Access.OAuth.Clients;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.OAuth;

/// <summary>How a client says who it is.</summary>
/// <param name="Id">Its client id.</param>
/// <param name="Secret">Its secret; null for a public client.</param>
/// <param name="Method">The way by which it came (RFC 7591, section 2).</param>
internal sealed record PresentedClient(string Id, string? Secret, string Method);

/// <summary>Finds out which client asks, by the way that it registered and no other (RFC 6749, section 2.3).</summary>
internal sealed class ClientProof(OAuthClients clients)
{
    private const int LongestHeader = 4096;

    /// <summary>What the request says; nothing is looked up.</summary>
    public static Result<PresentedClient> Read(HttpContext http, OAuthForm form)
    {
        var headers = http.Request.Headers.Authorization;
        if (headers.Count == 0)
            return form["client_id"] switch
            {
                null => OAuthProblems.InvalidClient.With("client_id is missing."),
                var id when form["client_secret"] is { } secret => new PresentedClient(
                    id,
                    secret,
                    "client_secret_post"
                ),
                var id => new PresentedClient(id, null, "none"),
            };
        if (headers.Count > 1 || Basic(headers[0]!) is not { } basic)
            return OAuthProblems.InvalidClient.With("The Authorization header is not Basic.");
        if (form["client_secret"] is not null)
            return OAuthProblems.InvalidRequest.With(
                "The client proves who it is in two ways.",
                hint: "Send the secret in the header or in the body, not in both"
            );
        return form["client_id"] is { } other && other != basic.Id
            ? OAuthProblems.InvalidClient.With("Header and body name different clients.")
            : basic;
    }

    /// <summary>The client, when it is the one it says.</summary>
    public async ValueTask<Result<OAuthClient>> Prove(
        PresentedClient presented,
        CancellationToken cancellation
    )
    {
        var found = await clients.Find(presented.Id, cancellation);
        if (found.Problem is { } problem)
            return problem.Type.Status >= 500
                ? problem
                : OAuthProblems.InvalidClient.With(problem.Message, hint: problem.Hint);
        var client = found.Value!;
        var method = client.AuthMethod ?? "none";
        if (presented.Method != method)
            return OAuthProblems.InvalidClient.With($"This client registered for {method}.");
        return method == "none" || client.IsSecret(presented.Secret)
            ? client
            : OAuthProblems.InvalidClient;
    }

    /// <summary>Basic, with both parts encoded as in a form (RFC 6749, section 2.3.1).</summary>
    private static PresentedClient? Basic(string header)
    {
        if (
            !header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase)
            || header.Length > LongestHeader
        )
            return null;
        var bytes = new byte[LongestHeader];
        if (!Convert.TryFromBase64String(header[6..].Trim(), bytes, out var length))
            return null;
        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || text.Contains('\0', StringComparison.Ordinal))
            return null;
        var (id, secret) = (
            WebUtility.UrlDecode(text[..colon]),
            WebUtility.UrlDecode(text[(colon + 1)..])
        );
        // Without a secret Basic proves nothing; some public clients send their id so all the same.
        return secret.Length == 0 ? new(id, null, "none") : new(id, secret, "client_secret_basic");
    }
}
