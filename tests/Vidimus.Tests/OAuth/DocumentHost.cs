using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.WebUtilities;
using Shouldly;
using Vidimus.Platform.Outgoing;
using Vidimus.Testing;

namespace Vidimus.Tests.OAuth;

/// <summary>
/// A host of clients' documents on this machine, with names and certificates that the server under test trusts: everything
/// but its network is what it would be.
/// </summary>
internal sealed class DocumentHost : IAsyncDisposable
{
    private static int _number;
    private readonly Receiver _receiver;

    private DocumentHost(Receiver receiver) => _receiver = receiver;

    /// <summary>A name of its own, since what is fetched from one host is limited.</summary>
    public string Name { get; } = $"h{Interlocked.Increment(ref _number)}.assistant.example";

    /// <summary>What it answers with at any path.</summary>
    public Func<Incoming, Task> Answers
    {
        set => _receiver.Behaviour = value;
    }

    public IReadOnlyList<Received> Received => _receiver.Received;

    public int Count => _receiver.Count;

    public string Url(string path = "/client.json", string? host = null) =>
        $"https://{host ?? Name}:{_receiver.Port}{path}";

    /// <summary>A document as the client at this path would write it.</summary>
    public string Document(
        string path = "/client.json",
        string name = "Described Assistant",
        string redirects = "\"http://127.0.0.1/callback\",\"https://assistant.example/cb\"",
        string more = "\"token_endpoint_auth_method\":\"none\"",
        string? id = null
    ) =>
        $$"""{"client_id":"{{id ?? Url(path)}}","client_name":"{{name}}","redirect_uris":[{{redirects}}],{{more}}}""";

    /// <summary>Answers any path with this document.</summary>
    public void Serve(string document, params (string, string)[] headers) =>
        Answers = i => i.Answer(200, document, [("Content-Type", "application/json"), .. headers]);

    public static DocumentHost Start(X509Certificate2? certificate = null) =>
        new(Receiver.Secure(certificate ?? Trust.Certificate));

    public ValueTask DisposeAsync() => _receiver.DisposeAsync();
}

/// <summary>Who is trusted in these tests, and where names lead.</summary>
internal static class Trust
{
    private static readonly X509Certificate2 Root = MakeRoot();

    public static X509Certificate2Collection Roots => [Root];

    public static X509Certificate2 Certificate { get; } = Make(Root, 2);

    public static X509Certificate2 Expired { get; } = Make(Root, -1);

    public static X509Certificate2 SelfSigned { get; } = Make(null, 2);

    private static X509Certificate2 MakeRoot()
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Test Root", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true)
        );
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-10), now.AddDays(10));
    }

    private static X509Certificate2 Make(X509Certificate2? issuer, int days)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Test Host", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("*.assistant.example");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new("1.3.6.1.5.5.7.3.1")], false)
        );
        var now = TimeProvider.System.GetUtcNow();
        var (from, to) = (now.AddDays(-2), now.AddDays(days));
        using var signed = issuer is null
            ? request.CreateSelfSigned(from, to)
            : request
                .Create(issuer, from, to, RandomNumberGenerator.GetBytes(8))
                .CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(signed.Export(X509ContentType.Pfx), null);
    }
}

/// <summary>A name service in which each name below <c>example</c> is on this machine, until a test says otherwise.</summary>
internal sealed class ExampleNames : IResolver
{
    public ConcurrentDictionary<string, string[]> Answers { get; } = new(StringComparer.Ordinal);

    public Task<IReadOnlyList<IPAddress>> Resolve(string host, CancellationToken cancellation) =>
        Answers.TryGetValue(host, out var addresses)
            ? Task.FromResult<IReadOnlyList<IPAddress>>([.. addresses.Select(IPAddress.Parse)])
        : host.EndsWith(".example", StringComparison.Ordinal)
            ? Task.FromResult<IReadOnlyList<IPAddress>>([IPAddress.Loopback])
        : throw new SocketException((int)SocketError.HostNotFound);
}

/// <summary>
/// Asks the server for consent as a client's browser would: without anybody being signed in, but where the client is described
/// by a document, which is fetched for members only.
/// </summary>
internal static class Asking
{
    // No more than a member may have fetched in a minute.
    private const int OfMember = 15;
    private static readonly ConditionalWeakTable<VidimusApp, Signed> SignedIn = new();

    private sealed class Signed
    {
        private readonly SemaphoreSlim _one = new(1);
        private Member? _member;
        private int _asked;

        public async Task<Member> Of(VidimusApp app, bool another)
        {
            await _one.WaitAsync();
            try
            {
                if (another || _member is null || ++_asked > OfMember)
                    (_member, _asked) = (await app.Member(), 1);
                return _member;
            }
            finally
            {
                _one.Release();
            }
        }
    }

    public static string Path(string clientId, string redirectUri) =>
        QueryHelpers.AddQueryString(
            "/oauth/authorize",
            new Dictionary<string, string?>
            {
                ["response_type"] = "code",
                ["client_id"] = clientId,
                ["redirect_uri"] = redirectUri,
                ["scope"] = "credentials:read",
                ["state"] = "some-state",
                ["code_challenge"] = new('A', 43),
                ["code_challenge_method"] = "S256",
            }
        );

    public static async Task<Answer> Ask(this VidimusApp app, string clientId, string redirectUri)
    {
        var path = Path(clientId, redirectUri);
        if (!clientId.StartsWith("https://", StringComparison.Ordinal))
            return await app.Get(path);
        var signed = SignedIn.GetOrCreateValue(app);
        var answer = await (await signed.Of(app, another: false)).Browser.Get(path);
        return IsSignIn(answer)
            ? await (await signed.Of(app, another: true)).Browser.Get(path)
            : answer;
    }

    public static bool IsSignIn(Answer answer) =>
        answer.Status == 303
        && answer["Location"]?.StartsWith("/sign-in?return=", StringComparison.Ordinal) == true;

    /// <summary>Client and address are right: the person is asked to sign in, or whether to let it in.</summary>
    public static void ShouldGoOn(this Answer answer, string? why = null)
    {
        if (answer.Status == 200)
        {
            answer.Text.ShouldContain("Allow access?", customMessage: why);
            return;
        }
        answer.Status.ShouldBe(303, why ?? answer.Text);
        answer["Location"]!.ShouldStartWith("/sign-in?return=", customMessage: why);
    }

    /// <summary>A page, and no way that leads anywhere.</summary>
    public static Answer ShouldStop(this Answer answer, string? why = null)
    {
        answer.Status.ShouldBe(400, why ?? answer.Text);
        answer["Location"].ShouldBeNull(why);
        answer.MediaType.ShouldBe("text/html", why);
        return answer;
    }
}
