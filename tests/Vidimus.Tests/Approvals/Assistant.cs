using Shouldly;
using Vidimus.Testing;

namespace Vidimus.Tests.Approvals;

/// <summary>An assistant that works with a key of its own, in an organization that has a rule, and the owner who decides.</summary>
internal sealed record Assistant(Programme Programme, Key Key, Member Owner, string RuleId)
{
    public const string OfIssuing = """{"name":"Issuing","tool":"issueCredential"}""";

    public VidimusApp App => Programme.App;
    public Issuer Issuer => Programme.Issuer;

    /// <summary>An organization with a group, an assistant's key that may do everything, and one rule.</summary>
    public static async Task<Assistant> Start(VidimusApp app, string rule = OfIssuing)
    {
        var programme = await Programme.Start(app);
        var owner = await Person(programme.Issuer, "owner");
        return new(
            programme,
            await KeyOf(programme.Issuer),
            owner,
            await Rule(programme.Issuer, rule)
        );
    }

    /// <summary>A member who looks at live things.</summary>
    public static async Task<Member> Person(Issuer issuer, string role)
    {
        var member = await issuer.App.Member(role, issuer);
        await member.Look("live");
        return member;
    }

    public static Task<Key> KeyOf(Issuer issuer, string scope = "admin") =>
        issuer.Mint(
            new
            {
                label = "An assistant",
                mode = "live",
                scopes = new[] { scope },
                forAssistant = true,
            }
        );

    public static async Task<string> Rule(Issuer issuer, string rule) =>
        (await issuer.App.Post("/v1/approval-rules", issuer.Live.Secret, rule))
            .Should(201)
            .At("id")!;

    public Task<Answer> Post(string path, string? body, params (string, string)[] headers) =>
        App.Post(path, Key.Secret, body, headers);

    public Task<Answer> Issue(string name = "Ada Example", string? approval = null) =>
        Post(
            "/v1/credentials",
            Programme.Body(recipient: $$"""{"name":"{{name}}"}"""),
            approval is null ? [] : [("Vidimus-Approval", approval)]
        );

    /// <summary>Asks for an approval of issuing; answers its id.</summary>
    public async Task<string> Ask(string name = "Ada Example") => Pending(await Issue(name));

    public static string Pending(Answer answer)
    {
        answer.Should(202).At("error", "code").ShouldBe("APPROVAL_REQUIRED", answer.Text);
        return answer.At("error", "details", "approvalId")!;
    }

    public async Task<Answer> Decide(
        string id,
        string verb = "approve",
        Member? by = null,
        string? body = null
    ) => await App.Post($"/v1/approvals/{id}/{verb}", await (by ?? Owner).Token(), body);

    /// <summary>Asks and is given it.</summary>
    public async Task<string> Approved(string name = "Ada Example")
    {
        var id = await Ask(name);
        (await Decide(id)).Should(200);
        return id;
    }

    public async Task<Answer> Read(string id) =>
        (await App.Get($"/v1/approvals/{id}", await Owner.Token())).Should(200);

    /// <summary>What has become of it; how a call ended is written down a moment after its answer.</summary>
    public async Task<string?> State(string id)
    {
        string? state = null;
        await Patience.Until(async () => (state = (await Read(id)).At("state")) != "used");
        return state;
    }

    /// <summary>What has become of one whose call's end nobody can tell: a second later it is still said to be used.</summary>
    public async Task<string?> StateLater(string id)
    {
        await Task.Delay(1000);
        return (await Read(id)).At("state");
    }

    public async Task<long> Issued() => (await Programme.Counts()).Issued;

    /// <summary>Kinds of the facts about an approval, once it is no longer in use.</summary>
    public async Task<string[]> Facts(string id)
    {
        await State(id);
        return await FactsSoFar(id);
    }

    /// <summary>Kinds of the facts about an approval that there are now.</summary>
    public async Task<string[]> FactsSoFar(string id) =>
        [
            .. (
                await App.Query(
                    "SELECT kind FROM platform_facts WHERE resource_id = @id",
                    ("id", id)
                )
            ).Select(r => ((string)r[0]!)["approval.".Length..]),
        ];
}
