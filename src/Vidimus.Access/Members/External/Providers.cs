using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Vidimus.Platform.Outgoing;

namespace Vidimus.Access.Members.External;

/// <summary>Ways to sign in beside our own; section <c>SignIn</c>.</summary>
public sealed class ExternalSignInOptions
{
    /// <summary>OpenID Connect providers.</summary>
    public IReadOnlyList<ProviderOptions> Providers { get; set; } = [];
}

/// <summary>An OpenID Connect provider by which members may sign in.</summary>
public sealed class ProviderOptions
{
    /// <summary>What it is called on our pages.</summary>
    public string Name { get; set; } = "";

    /// <summary>Its issuer identifier, an https address exactly as the provider writes it.</summary>
    public string Issuer { get; set; } = "";

    /// <summary>What it knows this server as.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>The secret that goes with it; empty for a public client.</summary>
    public string ClientSecret { get; set; } = "";

    /// <summary>What is asked for; <c>openid</c> is always.</summary>
    public string Scope { get; set; } = "openid email profile";

    /// <summary>
    /// Whether an account there is joined to a member here whose confirmed address the provider says it has verified. Only for
    /// a provider that gives no address to whom it does not belong.
    /// </summary>
    public bool LinkByAddress { get; set; }
}

/// <summary>A provider, and what it publishes about itself (OpenID Connect Discovery 1.0).</summary>
internal sealed record Provider(ProviderOptions Options, IConfigurationManager<OpenIdConnectConfiguration> Published);

/// <summary>The providers that the settings name.</summary>
internal sealed class Providers
{
    private readonly Provider[] _all;

    public Providers(ExternalSignInOptions options, GuardedHttp http)
    {
        foreach (var one in options.Providers)
        {
            if (
                one.Name.Length is 0 or > 50
                || one.ClientId.Length == 0
                || !Uri.TryCreate(one.Issuer, UriKind.Absolute, out var issuer)
                || issuer.Scheme is not ("https" or "http")
                || issuer.Query.Length + issuer.Fragment.Length > 0
            )
                throw new InvalidOperationException(
                    $"SignIn:Providers: '{one.Name}' needs Name, Issuer (an address without query) and ClientId."
                );
        }
        _all =
        [
            .. options.Providers.Select(one => new Provider(
                one,
                new ConfigurationManager<OpenIdConnectConfiguration>(
                    one.Issuer.TrimEnd('/') + "/.well-known/openid-configuration",
                    new OpenIdConnectConfigurationRetriever(),
                    new GuardedDocuments(http)
                )
            )),
        ];
    }

    /// <summary>Their numbers and names, for pages.</summary>
    public IEnumerable<(int Number, string Name)> Names =>
        _all.Select((p, i) => (i, p.Options.Name));

    public Provider? Find(int number) =>
        number >= 0 && number < _all.Length ? _all[number] : null;

    public string NameOf(string issuer) =>
        _all.FirstOrDefault(p => p.Options.Issuer == issuer)?.Options.Name ?? issuer;

    /// <summary>Documents by the one way out of this server: public addresses, no redirects, within bounds of size and time.</summary>
    private sealed class GuardedDocuments(GuardedHttp http) : IDocumentRetriever
    {
        private const int Largest = 256 * 1024;

        public async Task<string> GetDocumentAsync(string address, CancellationToken cancel)
        {
            var got = await http.Send(
                new(HttpMethod.Get, new Uri(address))
                {
                    Accept = "application/json",
                    MaxResponseBytes = Largest,
                },
                cancel
            );
            return got is OutgoingResult.Answered { Status: 200, Truncated: false } answer
                ? System.Text.Encoding.UTF8.GetString(answer.Body.Span)
                : throw new IOException("The provider's document could not be fetched.");
        }
    }
}
