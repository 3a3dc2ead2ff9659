using Shouldly;
using Vidimus.Testing;
using Xunit;
using Judge = Vidimus.Tests.Templates.Tools;

namespace Vidimus.Tests.Certification;

/// <summary>Sources behind the result, where the operator wants them there.</summary>
public abstract class AppendedSourceTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(SqliteApp shared)
        : AppendedSourceTests(shared),
            IClassFixture<SqliteApp>;

    public sealed class Postgres(PostgresApp shared)
        : AppendedSourceTests(shared),
            IClassFixture<PostgresApp>;

    public sealed class SqliteApp() : Appending(Engine.Sqlite);

    public sealed class PostgresApp() : Appending(Engine.Postgres);

    /// <summary>A server that appends sources.</summary>
    public abstract class Appending(Engine engine) : SharedApp(engine)
    {
        protected override AppOptions Options(AppOptions usual) =>
            usual with
            {
                Settings = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["Certification:Certificate:AppendSource"] = "true",
                },
            };
    }

    [Fact]
    public async Task P9_a_source_that_cannot_be_set_is_named_by_its_digest_and_keeps_no_order_from_being_certified()
    {
        var desk = await Desk.Of(App);
        var reviewer = await desk.Reviewer();
        await reviewer.Member.Look("live");
        byte[][] sources =
        [
            await Hostile.Locked(),
            Files.Png(12_000, 12_000),
            Hostile.Layered,
            SmallPdf.Of("A source that can be set"),
        ];
        var order = await desk.Order(documents: sources.Select(s => ("source", s)));
        await reviewer.Translate(order);
        (await reviewer.Step(order, "sign-off")).Should(200).At("state").ShouldBe("ready");
        var pdf = (
            await App.Get($"/v1/orders/{order}/certificate.pdf", desk.Customer.Live.Secret)
        ).Should(200);
        await Judge.Qpdf(pdf.Bytes, "--check");
        (await Judge.PdfText(pdf.Bytes)).ShouldContain("A source that can be set");
        var id = (await App.Get($"/v1/orders/{order}/result", desk.Customer.Live.Secret))
            .Should(200)
            .At("certificate", "certificateId");
        var certificate = await App.Get($"/v1/certificates/{id}", desk.Customer.Live.Secret);
        foreach (var source in sources)
            certificate.Text.ShouldContain(Files.Sha256(source));
    }
}
