using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Verix;

public abstract partial class VerixTests
{
    [Fact]
    public async Task Verix_X11_the_public_page_and_its_machine_answer()
    {
        var programme = await Programme.Start(App);
        var valid = await programme.Issue();
        var ended = await programme.Issue(
            $""","validUntil":"{App.Clock.Now.AddMinutes(1):yyyy-MM-ddTHH:mm:ssZ}" """
        );
        var revoked = await programme.Issue();
        (await programme.Post($"/v1/credentials/{revoked.Id}/revoke", """{"reason":"x"}""")).Should(
            200
        );
        App.Advance(TimeSpan.FromMinutes(2));
        foreach (var slash in (string[])["", "/"])
        {
            (
                await App.Get(
                    $"/credential/{valid.Uuid}{slash}",
                    null,
                    ("Accept", "application/json")
                )
            ).ShouldSay("valid");
            (await App.Get($"/credential/{ended.Uuid}{slash}?format=json")).ShouldSay(
                "invalid",
                "expired"
            );
            (await App.Get($"/credential/{revoked.Uuid}{slash}?format=json")).ShouldSay(
                "invalid",
                "revoked"
            );
            (await App.Get($"/credential/{Guid.Empty}{slash}?format=json")).Should(404);
            foreach (
                var (uuid, status) in ((string, int)[])
                    [
                        (valid.Uuid, 200),
                        (ended.Uuid, 200),
                        (revoked.Uuid, 200),
                        (Guid.Empty.ToString(), 404),
                    ]
            )
                (await App.Get($"/credential/{uuid}{slash}", null, ("Accept", "text/html")))
                    .Should(status)
                    .MediaType.ShouldBe("text/html");
        }
        var listed = (await programme.Get($"{Credentials}?page_size=100"))
            .Should(200)
            .Json.GetProperty("credentials")
            .EnumerateArray();
        listed
            .Single(c => c.GetProperty("id").GetString() == Hex(valid))
            .GetProperty("publicUrl")
            .GetString()
            .ShouldBe($"{App.PublicUrl}/credential/{valid.Uuid}");
        listed
            .Single(c => c.GetProperty("id").GetString() == Hex(ended))
            .GetProperty("status")
            .GetString()
            .ShouldBe("expired");
    }

    [Fact]
    public async Task Verix_X13_an_OpenAPI_document_describes_every_Verix_route()
    {
        var document = (await App.Get("/openapi.json")).Should(200);
        document.At("openapi").ShouldNotBeNull().ShouldStartWith("3.1");
        var paths = document.Json.GetProperty("paths");
        var found = paths
            .EnumerateObject()
            .Where(p => p.Name.StartsWith("/verix/", StringComparison.Ordinal))
            .SelectMany(p =>
                p.Value.EnumerateObject().Select(o => $"{o.Name} {p.Name.TrimEnd('/')}")
            );
        found.ShouldBe(
            [
                "post /verix/v1/auth/token",
                "get /verix/v1/credentials/groups",
                "get /verix/v1/credentials/groups/{group_id}",
                "post /verix/v1/credentials/groups/{group_id}",
                "put /verix/v1/credentials/groups/{group_id}",
                "get /verix/v1/credentials",
                "get /verix/v1/credentials/{credential_id}",
                "delete /verix/v1/credentials/{credential_id}",
            ],
            ignoreOrder: true
        );
        var ids = paths
            .EnumerateObject()
            .SelectMany(p => p.Value.EnumerateObject())
            .Select(o => o.Value.GetProperty("operationId").GetString())
            .ToList();
        ids.Distinct().Count().ShouldBe(ids.Count);
        foreach (
            System.Text.RegularExpressions.Match reference in References().Matches(document.Text)
        )
            document
                .Json.GetProperty("components")
                .GetProperty("schemas")
                .TryGetProperty(reference.Groups[1].Value, out _)
                .ShouldBeTrue(reference.Value);
    }
}
