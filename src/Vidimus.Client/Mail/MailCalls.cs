namespace Vidimus.Client;

/// <summary>Mail: how it leaves, in which words, and the recipients' own page.</summary>
public sealed class MailCalls
{
    private readonly Caller caller;

    internal MailCalls(Caller caller) => this.caller = caller;

    /// <summary>How the organization's mail leaves. Scope <c>admin</c>.</summary>
    public Task<OrganizationMail> Get(CancellationToken cancellation = default) =>
        caller.Ask(
            Call.Get("/v1/organization/mail"),
            VidimusJson.Default.OrganizationMail,
            cancellation
        );

    /// <summary>Sets how the organization's mail leaves; what is left out is reset. Live keys only.</summary>
    public Task<OrganizationMail> Set(
        NewOrganizationMail mail,
        CancellationToken cancellation = default
    ) =>
        caller.Ask(
            Call.Put(
                "/v1/organization/mail",
                Answers.Body(mail, VidimusJson.Default.NewOrganizationMail)
            ),
            VidimusJson.Default.OrganizationMail,
            cancellation
        );

    /// <summary>Sends a test mail, and says what came of it.</summary>
    public Task<TestMailOutcome> Test(string to, CancellationToken cancellation = default) =>
        caller.Ask(
            Call.Post(
                "/v1/organization/mail/test",
                Answers.Body(new TestMailBody(to), VidimusJson.Default.TestMailBody),
                null
            ),
            VidimusJson.Default.TestMailOutcome,
            cancellation
        );

    /// <summary>A group's words. Scope <c>groups:read</c>.</summary>
    public Task<GroupMail> OfGroup(string groupId, CancellationToken cancellation = default) =>
        caller.Ask(
            Call.Get("/v1/groups/{id}/mail", Ids.Checked(groupId, "grp_")),
            VidimusJson.Default.GroupMail,
            cancellation
        );

    /// <summary>Sets a group's words; without texts those that are shipped are sent again. Scope <c>groups:write</c>.</summary>
    public Task<GroupMail> SetOfGroup(
        string groupId,
        string? language,
        IReadOnlyDictionary<string, MailText> texts,
        CancellationToken cancellation = default
    ) =>
        caller.Ask(
            Call.Put(
                "/v1/groups/{id}/mail",
                Answers.Body(new GroupMailBody(language, texts), VidimusJson.Default.GroupMailBody),
                Ids.Checked(groupId, "grp_")
            ),
            VidimusJson.Default.GroupMail,
            cancellation
        );

    /// <summary>A group's mail as it would be sent, with words that need not be saved.</summary>
    public Task<MailPreview> Preview(
        string groupId,
        string? language,
        IReadOnlyDictionary<string, MailText>? texts = null,
        CancellationToken cancellation = default
    ) =>
        caller.Ask(
            Call.Post(
                "/v1/groups/{id}/mail/preview",
                Answers.Body(new GroupMailBody(language, texts), VidimusJson.Default.GroupMailBody),
                null,
                Ids.Checked(groupId, "grp_")
            ),
            VidimusJson.Default.MailPreview,
            cancellation
        );

    /// <summary>Makes a link for the recipient to be handed over; earlier ones end. It is told once.</summary>
    public Task<ClaimLink> RenewClaim(
        string credentialId,
        CancellationToken cancellation = default
    ) =>
        caller.AskOnce(
            Call.Create("/v1/credentials/{id}/claim", null, null, Ids.Credential(credentialId)),
            VidimusJson.Default.ClaimLink,
            cancellation
        );

    /// <summary>Ends every link of the recipient.</summary>
    public Task EndClaims(string credentialId, CancellationToken cancellation = default) =>
        caller.Run(
            Call.Delete("/v1/credentials/{id}/claim", Ids.Credential(credentialId)),
            _ => true,
            cancellation
        );

    /// <summary>Recipients who ask for erasure. Scope <c>recipients:erase</c>.</summary>
    public IAsyncEnumerable<ErasureRequest> ErasureRequests(
        CancellationToken cancellation = default
    ) =>
        Lists.All(
            caller,
            Call.Get("/v1/erasure-requests"),
            Lists.LongestPage,
            VidimusJson.Default.PageErasureRequest,
            cancellation
        );

    /// <summary>Refuses a request for erasure.</summary>
    public Task RefuseErasure(string id, CancellationToken cancellation = default) =>
        caller.Run(
            Call.Delete("/v1/erasure-requests/{id}", Ids.Checked(id, "ers_")),
            _ => true,
            cancellation
        );

    /// <summary>What recipients may do by themselves.</summary>
    public Task<RecipientPageSettings> RecipientPage(CancellationToken cancellation = default) =>
        caller.Ask(
            Call.Get("/v1/organization/recipient-page"),
            VidimusJson.Default.RecipientPageSettings,
            cancellation
        );

    /// <summary>Sets what recipients may do by themselves. Live keys only.</summary>
    public Task<RecipientPageSettings> SetRecipientPage(
        RecipientPageSettings settings,
        CancellationToken cancellation = default
    ) =>
        caller.Ask(
            Call.Put(
                "/v1/organization/recipient-page",
                Answers.Body(settings, VidimusJson.Default.RecipientPageSettings)
            ),
            VidimusJson.Default.RecipientPageSettings,
            cancellation
        );

    /// <summary>Mail that development wrote into a folder, newest first; 404 <c>MAIL_NOT_FOUND</c> where it is sent.</summary>
    public async Task<IReadOnlyList<WrittenMail>> Written(
        CancellationToken cancellation = default
    ) =>
        (
            await caller.Ask(
                Call.Get("/v1/mail/folder"),
                VidimusJson.Default.WrittenMails,
                cancellation
            )
        ).Data;

    /// <summary>One of them, with its text.</summary>
    public Task<WrittenMail> Written(string name, CancellationToken cancellation = default) =>
        caller.Ask(
            Call.Get("/v1/mail/folder/{name}", name),
            VidimusJson.Default.WrittenMail,
            cancellation
        );
}
