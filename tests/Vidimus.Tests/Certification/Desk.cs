using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Shouldly;
using Vidimus.Testing;

namespace Vidimus.Tests.Certification;

/// <summary>An agency with its desk, and a customer whose orders come to it.</summary>
/// <param name="App">The server.</param>
/// <param name="Agency">The organization that reviews.</param>
/// <param name="Customer">The organization that orders.</param>
internal sealed record Desk(VidimusApp App, Issuer Agency, Issuer Customer)
{
    public const string Translation = "# Birth certificate\n\nAda Example was born in Exampletown.";
    public const string Profile =
        """{"name":"Grace Sample","credentials":"Sample Association, no. 1"}""";
    private static int _numbers;

    public static async Task<Desk> Of(VidimusApp app) =>
        new(app, await app.NewOrganization(), await app.NewOrganization());

    /// <summary>A reviewer who is signed in and has a profile.</summary>
    public async Task<Reviewing> Reviewer(bool profile = true, string languages = "[]")
    {
        var member = await App.Member("reviewer", Agency);
        if (profile)
            (
                await App.Send(
                    HttpMethod.Put,
                    $"/v1/reviewers/{member.Id}",
                    Agency.Live.Secret,
                    $$"""{"name":"Grace Sample","credentials":"Sample Association, no. 1","languages":{{languages}}}"""
                )
            ).Should(200);
        return new(this, member);
    }

    /// <summary>A paid order of the customer's with its documents; answers its id.</summary>
    public async Task<string> Order(
        string productLine = "full_translation",
        string language = "ar",
        TimeSpan? due = null,
        string state = "paid",
        string mode = "live",
        string? agency = null,
        IEnumerable<(string Kind, byte[] Bytes)>? documents = null
    )
    {
        var number = Interlocked.Increment(ref _numbers);
        var id = $"ord_0{number.ToString(CultureInfo.InvariantCulture).PadLeft(25, '0')}";
        var now = App.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        var dueAt = now + (long)(due ?? TimeSpan.FromHours(48)).TotalMilliseconds;
        await App.Execute(
            $$"""
            INSERT INTO certification_orders (organization_id, id, mode, agency_id, quote_id, surface, actor_kind, actor_id, key_id,
              idempotency_key, input_digest, input, product_line, source_language, target_language, speed_tier, page_count,
              total_cents, currency, state, state_at, created_at, due_at, paid_at, payment_kind, refunded_cents, version)
            VALUES ('{{Customer.Id}}', '{{id}}', '{{mode}}', '{{agency
                ?? Agency.Id}}', 'q_1', 'native', 'key', '{{Customer.Live.Id}}',
              '{{Customer.Live.Id}}', 'desk-order-{{number}}', 'digest',
              '{"productLine":"{{productLine}}","sourceLanguage":"{{language}}","targetLanguage":"en","useCase":"uscis","speedTier":"standard","documentType":"birth_certificate","pageCount":1,"addOns":[]}',
              '{{productLine}}', '{{language}}', 'en', 'standard', 1, 2495, 'usd', '{{state}}', {{now}}, {{now}}, {{dueAt}}, {{now}},
              'none', 0, 1)
            """
        );
        var given = documents ?? [("source", Pdf("Birth certificate of Ada Example"))];
        foreach (var (i, (kind, bytes)) in given.Index())
            await Attach(id, kind, bytes, i);
        return id;
    }

    private async Task Attach(string orderId, string kind, byte[] bytes, int position)
    {
        var file = new ByteArrayContent(bytes);
        file.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        var kept = (
            await App.Post($"/v1/documents?name={kind}-{position}.pdf", Customer.Live.Secret, file)
        ).Should(201);
        (
            await App.Execute(
                $"UPDATE certification_documents SET order_id = '{orderId}', kind = '{kind}', position = {position} WHERE id = '{kept.At("id")}'"
            )
        ).ShouldBe(1);
    }

    /// <summary>The kinds of facts about an order on an organization's record, oldest first.</summary>
    public async Task<IReadOnlyList<string>> Facts(Issuer issuer, string orderId)
    {
        var rows = await App.Query(
            $"SELECT kind FROM platform_facts WHERE organization_id = '{issuer.Id}' AND resource_id = '{orderId}' ORDER BY id"
        );
        return [.. rows.Select(r => (string)r[0]!)];
    }

    /// <summary>A PDF file of one page with this text.</summary>
    public static byte[] Pdf(string text)
    {
        var content = $"BT /F1 12 Tf 20 200 Td ({text}) Tj ET";
        string[] objects =
        [
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 300]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
            $"<</Length {content.Length}>>stream\n{content}\nendstream",
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        ];
        var file = new StringBuilder("%PDF-1.4\n");
        var table = new StringBuilder("0000000000 65535 f \n");
        foreach (var (i, part) in objects.Index())
        {
            table.Append(CultureInfo.InvariantCulture, $"{file.Length:d10} 00000 n \n");
            file.Append(CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n{part}\nendobj\n");
        }
        var start = file.Length;
        file.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Length + 1}\n{table}");
        file.Append(
            CultureInfo.InvariantCulture,
            $"trailer<</Size {objects.Length + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n"
        );
        return Encoding.ASCII.GetBytes(file.ToString());
    }
}

/// <summary>A reviewer at work.</summary>
/// <param name="Desk">Where.</param>
/// <param name="Member">Who.</param>
internal sealed record Reviewing(Desk Desk, Member Member)
{
    private VidimusApp App => Desk.App;

    /// <summary>An order as the reviewer sees it.</summary>
    public async Task<JsonElement> See(string orderId) => (await Get(orderId)).Should(200).Json;

    public async Task<Answer> Get(string orderId) =>
        await App.Get($"/v1/desk/orders/{orderId}", await Member.Token());

    public async Task<int> Version(string orderId) =>
        (await See(orderId)).GetProperty("order").GetProperty("version").GetInt32();

    public async Task<string?> State(string orderId) =>
        (await See(orderId)).GetProperty("order").GetProperty("state").GetString();

    /// <summary>What the reviewer may do with an order.</summary>
    public async Task<string[]> Actions(string orderId) =>
        [
            .. (await See(orderId))
                .GetProperty("actions")
                .EnumerateArray()
                .Select(a => a.GetString()!),
        ];

    /// <summary>Takes a step, at the version that the order has now unless another is given.</summary>
    public async Task<Answer> Step(
        string orderId,
        string step,
        int? version = null,
        string? reason = null,
        VidimusApp? at = null
    )
    {
        version ??= await Version(orderId);
        object body = reason is null ? new { version } : new { version, reason };
        return await (at ?? App).Post(
            $"/v1/desk/orders/{orderId}/{step}",
            await Member.Token(),
            body
        );
    }

    public async Task<Answer> Write(string orderId, string text, int? version = null)
    {
        version ??= await Version(orderId);
        return await App.Send(
            HttpMethod.Put,
            $"/v1/desk/orders/{orderId}/text",
            await Member.Token(),
            new { version, text }
        );
    }

    public async Task<Answer> Upload(string orderId, byte[] file, int? version = null)
    {
        version ??= await Version(orderId);
        var content = new ByteArrayContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return await App.Post(
            $"/v1/desk/orders/{orderId}/documents?version={version}&name=translation.pdf",
            await Member.Token(),
            content
        );
    }

    public async Task<Answer> Comment(string orderId, string text) =>
        await App.Post($"/v1/desk/orders/{orderId}/comments", await Member.Token(), new { text });

    public async Task<Answer> Content(string orderId, string documentId) =>
        await App.Get(
            $"/v1/desk/orders/{orderId}/documents/{documentId}/content",
            await Member.Token()
        );

    public async Task<Answer> List(string query = "") =>
        await App.Get($"/v1/desk/orders{query}", await Member.Token());

    /// <summary>Claims an order, writes its translation and hands it over.</summary>
    public async Task Translate(string orderId)
    {
        (await Step(orderId, "claim")).Should(200);
        (await Write(orderId, Desk.Translation)).Should(200);
        (await Step(orderId, "submit")).Should(200);
    }
}
