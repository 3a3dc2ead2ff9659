namespace Vidimus.Client;

/// <summary>Invitations to the caller's organization; scope <c>members:admin</c>, live keys and signed-in members.</summary>
public sealed class InvitationCalls
{
    private readonly Caller caller;

    internal InvitationCalls(Caller caller) => this.caller = caller;

    /// <summary>Invites an address by mail; the link in it works once, for seven days.</summary>
    /// <param name="email">The address; only who has it can accept.</param>
    /// <param name="role">What the person is to be.</param>
    /// <param name="idempotencyKey">Your own, 1 to 255 visible ASCII characters, to survive a crash of your program; a fresh one when null.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task<Invitation> Create(
        string email,
        MemberRole role,
        string? idempotencyKey = null,
        CancellationToken cancellation = default
    ) =>
        caller.Ask(
            Call.Create(
                "/v1/invitations",
                Answers.Body(new InvitationBody(email, role), VidimusJson.Default.InvitationBody),
                idempotencyKey
            ),
            VidimusJson.Default.Invitation,
            cancellation
        );

    /// <summary>Every invitation the filter names, newest first, fetched page by page.</summary>
    public IAsyncEnumerable<Invitation> List(
        InvitationFilter? filter = null,
        CancellationToken cancellation = default
    ) =>
        Lists.All(
            caller,
            Listing(filter ??= new()),
            filter.PageSize,
            VidimusJson.Default.PageInvitation,
            cancellation
        );

    /// <summary>One page of the same list.</summary>
    public Task<Page<Invitation>> ListPage(
        InvitationFilter? filter = null,
        string? cursor = null,
        CancellationToken cancellation = default
    ) =>
        Lists.One(
            caller,
            Listing(filter ??= new()),
            filter.PageSize,
            cursor,
            VidimusJson.Default.PageInvitation,
            cancellation
        );

    /// <summary>One invitation.</summary>
    public Task<Invitation> Get(string id, CancellationToken cancellation = default) =>
        caller.Ask(
            Call.Get("/v1/invitations/{id}", Checked(id)),
            VidimusJson.Default.Invitation,
            cancellation
        );

    /// <summary>Sends it again with a new link, for another seven days; the old link ends.</summary>
    public Task<Invitation> Resend(string id, CancellationToken cancellation = default) =>
        caller.Ask(
            Call.Post("/v1/invitations/{id}/resend", null, null, Checked(id)),
            VidimusJson.Default.Invitation,
            cancellation
        );

    /// <summary>Withdraws it.</summary>
    public Task Withdraw(string id, CancellationToken cancellation = default) =>
        caller.Run(Call.Delete("/v1/invitations/{id}", Checked(id)), _ => true, cancellation);

    private static string Checked(string id) => Ids.Checked(id, "inv_");

    private static Call Listing(InvitationFilter filter) =>
        Call.Get("/v1/invitations") with
        {
            Query = [("state", Words.Of(filter.State))],
        };
}
