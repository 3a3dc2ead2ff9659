using System.Text.Json;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Templates;

public abstract class TemplateTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared) : TemplateTests(shared), IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : TemplateTests(shared),
            IClassFixture<OnPostgres>;

    internal const string Small = """
        <svg xmlns="http://www.w3.org/2000/svg" width="297mm" height="210mm" viewBox="0 0 297 210">
        <rect width="297" height="210" fill="#fff"/>
        <text id="field-recipient-name" x="148" y="80" text-anchor="middle" font-family="Noto Sans" font-size="14">Name</text>
        <text id="field-subject-hours" x="20" y="120" font-size="8">Hours</text>
        <rect id="image-logo" x="10" y="10" width="40" height="20"/>
        <rect id="qr-verify" x="240" y="150" width="40" height="40"/>
        </svg>
        """;

    internal static string Body(string svg, string name = "Ours") =>
        JsonSerializer.Serialize(new { name, svg });

    [Fact]
    public async Task An_uploaded_template_is_kept_clean_and_found_by_its_own_organization_and_mode_only()
    {
        var programme = await Programme.Start(App);
        var made = (await programme.Post("/v1/templates", Body(Small))).Should(201);
        made.At("id").ShouldNotBeNull().ShouldMatch("^tpl_[0-9a-hjkmnp-tv-z]{26}$");
        (made.At("name"), made.At("shipped"), made.At("version")).ShouldBe(("Ours", "false", "1"));
        (made.At("widthMm"), made.At("heightMm")).ShouldBe(("297", "210"));
        made.At("fields")
            .ShouldBe(
                """["field-recipient-name","field-subject-hours","image-logo","qr-verify"]"""
            );
        var path = $"/v1/templates/{made.At("id")}";
        (await programme.Get(path)).Should(200).Text.ShouldBe(made.Text);
        var svg = (await programme.Get(path + "/svg")).Should(200);
        svg.MediaType.ShouldBe("image/svg+xml");
        svg["Content-Security-Policy"].ShouldNotBeNull().ShouldContain("default-src 'none'");
        svg.Text.ShouldContain("data-field=\"field-recipient-name\"");

        (await App.Get(path, programme.Issuer.Test.Secret)).ShouldBeProblem(
            404,
            "TEMPLATE_NOT_FOUND"
        );
        var other = await Programme.Start(App);
        foreach (var part in (string[])["", "/svg"])
            (await other.Get(path + part)).ShouldBeProblem(404, "TEMPLATE_NOT_FOUND");
        (await other.Patch(path, """{"name":"Theirs"}""")).ShouldBeProblem(
            404,
            "TEMPLATE_NOT_FOUND"
        );
        (await other.Delete(path)).ShouldBeProblem(404, "TEMPLATE_NOT_FOUND");
        (await other.Post(path + "/preview", "{}")).ShouldBeProblem(404, "TEMPLATE_NOT_FOUND");
        (
            await other.Patch(
                $"/v1/groups/{other.GroupId}",
                $$"""{"templateId":"{{made.At("id")}}"}"""
            )
        ).ShouldBeProblem(400, "VALIDATION_ERROR", "templateId");
    }

    [Fact]
    public async Task Shipped_templates_belong_to_everybody_and_cannot_be_changed()
    {
        var programme = await Programme.Start(App);
        var listed = (await programme.Get("/v1/templates")).Should(200).Json.GetProperty("data");
        listed
            .EnumerateArray()
            .Select(t => t.GetProperty("id").GetString())
            .ShouldBe(["tpl_classic", "tpl_modern", "tpl_academic", "tpl_badge"]);
        foreach (var template in listed.EnumerateArray())
        {
            template.GetProperty("shipped").GetBoolean().ShouldBeTrue();
            var fields = template.GetProperty("fields").EnumerateArray().Select(f => f.GetString());
            fields.ShouldContain("field-recipient-name");
            fields.ShouldContain("qr-verify");
        }
        (await programme.Patch("/v1/templates/tpl_classic", """{"name":"Mine"}""")).ShouldBeProblem(
            409,
            "TEMPLATE_SHIPPED"
        );
        (await programme.Delete("/v1/templates/tpl_classic")).ShouldBeProblem(
            409,
            "TEMPLATE_SHIPPED"
        );
        // What is shown as a shipped template's SVG can be taken home, and comes back as one's own.
        var svg = (await programme.Get("/v1/templates/tpl_modern/svg")).Should(200).Text;
        var own = (await programme.Post("/v1/templates", Body(svg))).Should(201);
        own.At("warnings").ShouldBe("[]");
        (await programme.Get($"/v1/templates/{own.At("id")}/svg")).Text.ShouldBe(svg);
    }

    [Fact]
    public async Task A_template_is_edited_chosen_and_deleted_once_no_group_uses_it()
    {
        var programme = await Programme.Start(App);
        var id = (await programme.Post("/v1/templates", Body(Small))).Should(201).At("id");
        var path = $"/v1/templates/{id}";
        var chosen = await programme.Patch(
            $"/v1/groups/{programme.GroupId}",
            $$"""{"templateId":"{{id}}"}"""
        );
        chosen.Should(200).At("templateId").ShouldBe(id);
        (await programme.Get(path)).At("groupCount").ShouldBe("1");
        (await programme.Delete(path)).ShouldBeProblem(409, "TEMPLATE_IN_USE");
        var edited = await programme.Patch(
            path,
            JsonSerializer.Serialize(
                new
                {
                    name = "New name",
                    svg = Small.Replace("field-subject-hours", "field-issuer"),
                }
            )
        );
        edited.Should(200).At("fields").ShouldNotBeNull().ShouldContain("field-issuer");
        (edited.At("name"), edited.At("version")).ShouldBe(("New name", "2"));
        (await programme.Patch($"/v1/groups/{programme.GroupId}", """{"templateId":null}"""))
            .Should(200)
            .At("templateId")
            .ShouldBeNull();
        (await programme.Delete(path)).Should(204);
        (await programme.Get(path)).ShouldBeProblem(404, "TEMPLATE_NOT_FOUND");
    }

    [Fact]
    public async Task A_reader_may_look_at_templates_and_not_change_them()
    {
        var programme = await Programme.Start(App);
        var reader = await programme.Issuer.KeyWith("groups:read");
        (await App.Get("/v1/templates", reader.Secret)).Should(200);
        (await App.Post("/v1/templates/tpl_badge/preview", reader.Secret, "{}")).Should(200);
        (await App.Post("/v1/templates", reader.Secret, Body(Small))).ShouldBeProblem(
            403,
            "AUTH_SCOPE_INSUFFICIENT"
        );
        (await App.Delete("/v1/templates/tpl_x", reader.Secret)).ShouldBeProblem(
            403,
            "AUTH_SCOPE_INSUFFICIENT"
        );
        (await App.Get("/v1/templates")).ShouldBeProblem(401, "AUTH_MISSING");
    }

    [Theory]
    [InlineData("""{"svg":"<svg/>"}""", "name")]
    [InlineData("""{"name":"x"}""", "svg")]
    [InlineData("""{"name":"x","svg":"not xml"}""", "svg")]
    [InlineData("""{"name":"x","svg":"<html/>"}""", "svg")]
    [InlineData("""{"name":"x","svg":"<svg xmlns='http://www.w3.org/2000/svg'/>"}""", "svg")]
    [InlineData(
        """{"name":"x","svg":"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 0 9'/>"}""",
        "svg"
    )]
    [InlineData("""{"name":"x","mode":"live","svg":"<svg/>"}""", "mode")]
    public async Task A_wrong_template_is_refused_with_the_member_at_fault(
        string body,
        string field
    )
    {
        var programme = await Programme.Start(App);
        (await programme.Post("/v1/templates", body)).ShouldBeProblem(
            400,
            "VALIDATION_ERROR",
            field
        );
    }
}
