using System.Net;

namespace Vidimus.Client;

/// <summary>
/// A Vidimus server, spoken to over its native contract. Thread-safe; make one and keep it.
/// Every call ends in a validated answer, a <see cref="VidimusTemporaryException"/> or a <see cref="VidimusPermanentException"/>;
/// a cancelled one throws <see cref="OperationCanceledException"/>, a mistaken argument <see cref="ArgumentException"/>.
/// </summary>
public sealed class VidimusClient : IDisposable
{
    private readonly Caller caller;
    private readonly HttpMessageInvoker? owned;

    /// <summary>A client with connections of its own. Redirects are not followed, so that a key never goes elsewhere.</summary>
    /// <exception cref="ArgumentException">The options are incomplete, or the address is plain <c>http</c> to another machine.</exception>
    public VidimusClient(VidimusClientOptions options)
        : this(options, OwnConnections(), owns: true) { }

    /// <summary>A client over a handler, such as one that calls a server in the same process. The handler stays the caller's to dispose.</summary>
    /// <inheritdoc cref="VidimusClient(VidimusClientOptions)" path="/exception"/>
    public VidimusClient(VidimusClientOptions options, HttpMessageHandler handler)
        : this(options, new HttpMessageInvoker(handler, disposeHandler: false), owns: true) { }

    /// <summary>A client over an <see cref="HttpClient"/> or another invoker, which stays the caller's to dispose; its handler must not follow redirects.</summary>
    /// <inheritdoc cref="VidimusClient(VidimusClientOptions)" path="/exception"/>
    public VidimusClient(VidimusClientOptions options, HttpMessageInvoker invoker)
        : this(options, invoker, owns: false) { }

    private VidimusClient(VidimusClientOptions options, HttpMessageInvoker invoker, bool owns)
        : this(new Caller(options, invoker), owns ? invoker : null) { }

    private VidimusClient(Caller caller, HttpMessageInvoker? owned)
    {
        this.caller = caller;
        this.owned = owned;
        Access = new AccessCalls(caller);
        Keys = new KeyCalls(caller);
        Members = new MemberCalls(caller);
        Invitations = new InvitationCalls(caller);
        OAuthClients = new OAuthClientCalls(caller);
        Grants = new GrantCalls(caller);
        Organizations = new OrganizationCalls(caller);
        Approvals = new ApprovalCalls(caller);
        ApprovalRules = new ApprovalRuleCalls(caller);
        Groups = new GroupCalls(caller);
        Templates = new TemplateCalls(caller);
        Imports = new ImportCalls(caller);
        Credentials = new CredentialCalls(caller);
        Recipients = new RecipientCalls(caller);
        Verifications = new VerificationCalls(caller);
        Audit = new AuditCalls(caller);
        Usage = new UsageCalls(caller);
        Webhooks = new WebhookCalls(caller);
        SigningKeys = new SigningKeyCalls(caller);
        Mail = new MailCalls(caller);
        Health = new HealthCalls(caller);
    }

    /// <summary>Who the caller is, and the caller's own organization.</summary>
    public AccessCalls Access { get; }

    /// <summary>API keys and client tokens.</summary>
    public KeyCalls Keys { get; }

    /// <summary>The people of the organization.</summary>
    public MemberCalls Members { get; }

    /// <summary>Invitations to the organization.</summary>
    public InvitationCalls Invitations { get; }

    /// <summary>Programs that may ask members for access, as the organization entered them.</summary>
    public OAuthClientCalls OAuthClients { get; }

    /// <summary>What members let programs do.</summary>
    public GrantCalls Grants { get; }

    /// <summary>All organizations of the installation; for the operator.</summary>
    public OrganizationCalls Organizations { get; }

    /// <summary>Calls of assistants that a person has to approve.</summary>
    public ApprovalCalls Approvals { get; }

    /// <summary>Which calls of assistants those are.</summary>
    public ApprovalRuleCalls ApprovalRules { get; }

    /// <summary>Programmes that credentials belong to.</summary>
    public GroupCalls Groups { get; }

    /// <summary>How credentials look on paper.</summary>
    public TemplateCalls Templates { get; }

    /// <summary>Files whose rows are issued in the background.</summary>
    public ImportCalls Imports { get; }

    /// <summary>Issuing, revoking and reading credentials.</summary>
    public CredentialCalls Credentials { get; }

    /// <summary>The people credentials were issued to.</summary>
    public RecipientCalls Recipients { get; }

    /// <summary>Verifying; needs no key.</summary>
    public VerificationCalls Verifications { get; }

    /// <summary>The record of what was done.</summary>
    public AuditCalls Audit { get; }

    /// <summary>What was used and what it cost.</summary>
    public UsageCalls Usage { get; }

    /// <summary>Where events are sent, and what became of them.</summary>
    public WebhookCalls Webhooks { get; }

    /// <summary>The keys that credentials are signed with.</summary>
    public SigningKeyCalls SigningKeys { get; }

    /// <summary>Mail to recipients, and their own page.</summary>
    public MailCalls Mail { get; }

    /// <summary>The server's own state; needs no key.</summary>
    public HealthCalls Health { get; }

    /// <summary>A client from <c>VIDIMUS_URL</c> and <c>VIDIMUS_KEY</c>.</summary>
    /// <inheritdoc cref="VidimusClient(VidimusClientOptions)" path="/exception"/>
    public static VidimusClient FromEnvironment() => new(VidimusClientOptions.FromEnvironment());

    /// <summary>Takes a new client token into use at once; also ends the failing-fast that follows a refused one.</summary>
    public void ReplaceClientToken(Secret clientToken) => caller.Tokens.Replace(clientToken);

    /// <summary>
    /// Whether calls are sent, or held back because the server failed repeatedly.
    /// </summary>
    public CircuitState Circuit => caller.Circuit;

    /// <summary>
    /// The same client for the requests of one tool call: the same connections, access token and circuit. Not to be disposed.
    /// </summary>
    public VidimusClient For(ToolTrace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        return new VidimusClient(caller.For(trace), owned: null);
    }

    /// <summary>
    /// Exchanges the client token anew and takes the access token into use, also where one is held, and also after the server
    /// refused the client token: a suspended one may have been resumed. For those who must know, not for every call.
    /// </summary>
    public Task Authenticate(CancellationToken cancellation = default) =>
        caller.Tokens.Renew(cancellation);

    /// <summary>Closes connections the client opened itself.</summary>
    public void Dispose() => owned?.Dispose();

    private static HttpMessageInvoker OwnConnections() =>
        new(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                AutomaticDecompression = DecompressionMethods.All,
                // A server that moved is found again through DNS.
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            }
        );
}
