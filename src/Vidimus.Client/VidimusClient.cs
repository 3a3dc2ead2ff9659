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
    }

    /// <summary>Who the caller is, and the caller's own organization.</summary>
    public AccessCalls Access => field ??= new(caller);

    /// <summary>API keys and client tokens.</summary>
    public KeyCalls Keys => field ??= new(caller);

    /// <summary>The people of the organization.</summary>
    public MemberCalls Members => field ??= new(caller);

    /// <summary>Invitations to the organization.</summary>
    public InvitationCalls Invitations => field ??= new(caller);

    /// <summary>Programs that may ask members for access, as the organization entered them.</summary>
    public OAuthClientCalls OAuthClients => field ??= new(caller);

    /// <summary>What members let programs do.</summary>
    public GrantCalls Grants => field ??= new(caller);

    /// <summary>All organizations of the installation; for the operator.</summary>
    public OrganizationCalls Organizations => field ??= new(caller);

    /// <summary>Calls of assistants that a person has to approve.</summary>
    public ApprovalCalls Approvals => field ??= new(caller);

    /// <summary>Which calls of assistants those are.</summary>
    public ApprovalRuleCalls ApprovalRules => field ??= new(caller);

    /// <summary>Programmes that credentials belong to.</summary>
    public GroupCalls Groups => field ??= new(caller);

    /// <summary>How credentials look on paper.</summary>
    public TemplateCalls Templates => field ??= new(caller);

    /// <summary>Files whose rows are issued in the background.</summary>
    public ImportCalls Imports => field ??= new(caller);

    /// <summary>Issuing, revoking and reading credentials.</summary>
    public CredentialCalls Credentials => field ??= new(caller);

    /// <summary>The people credentials were issued to.</summary>
    public RecipientCalls Recipients => field ??= new(caller);

    /// <summary>Verifying; needs no key.</summary>
    public VerificationCalls Verifications => field ??= new(caller);

    /// <summary>The review desk.</summary>
    public DeskCalls Desk => field ??= new(caller);

    /// <summary>Who signs at the desk.</summary>
    public ReviewerCalls Reviewers => field ??= new(caller);

    /// <summary>The record of what was done.</summary>
    public AuditCalls Audit => field ??= new(caller);

    /// <summary>What was used and what it cost.</summary>
    public UsageCalls Usage => field ??= new(caller);

    /// <summary>Where events are sent, and what became of them.</summary>
    public WebhookCalls Webhooks => field ??= new(caller);

    /// <summary>The keys that credentials are signed with.</summary>
    public SigningKeyCalls SigningKeys => field ??= new(caller);

    /// <summary>How the organization pays for orders.</summary>
    public PaymentCalls Payments => field ??= new(caller);

    /// <summary>Mail to recipients, and their own page.</summary>
    public MailCalls Mail => field ??= new(caller);

    /// <summary>What can be ordered to be certified, and for how much.</summary>
    public QuoteCalls Quotes => field ??= new(caller);

    /// <summary>Files of certification orders.</summary>
    public DocumentCalls Documents => field ??= new(caller);

    /// <summary>The code table, fees, what was paid, formularies and jurisdictions.</summary>
    public CodeCalls Codes => field ??= new(caller);

    /// <summary>Prior authorization, and whether claims would be paid.</summary>
    public PriorAuthorizationCalls PriorAuthorizations => field ??= new(caller);

    /// <summary>Policies, codes, coverage and compliance in the words of Verity's API.</summary>
    public VerityCalls Verity => field ??= new(caller);

    /// <summary>Certification orders.</summary>
    public OrderCalls Orders => field ??= new(caller);

    /// <summary>Certificates of orders.</summary>
    public CertificateCalls Certificates => field ??= new(caller);

    /// <summary>The same orders in the words of Verdacert's API.</summary>
    public VerdacertCalls Verdacert => field ??= new(caller);

    /// <summary>Policies: what is covered, and what asks for what.</summary>
    public PolicyCalls Policies => field ??= new(caller);

    /// <summary>Changes of policies, who acknowledged them, and the weekly digest.</summary>
    public ComplianceCalls Compliance => field ??= new(caller);

    /// <summary>Gates: policies that have to be met before something is done.</summary>
    public PolicyGateCalls PolicyGates => field ??= new(caller);

    /// <summary>Imports of policies, codes and what goes with them.</summary>
    public PolicyImportCalls PolicyImports => field ??= new(caller);

    /// <summary>The server's own state; needs no key.</summary>
    public HealthCalls Health => field ??= new(caller);

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
    /// A client of the same settings over another handler, for one that carries calls in somebody else's name: it shares
    /// neither access token nor circuit with this one. Where there is no circuit it costs next to nothing to make.
    /// </summary>
    public VidimusClient Over(HttpMessageHandler handler)
    {
        var invoker = new HttpMessageInvoker(handler, disposeHandler: false);
        return new VidimusClient(new Caller(caller, invoker), invoker);
    }

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
