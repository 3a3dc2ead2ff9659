using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Templates;

public abstract class Counting(Engine engine) : SharedApp(engine)
{
    protected override AppOptions Options(AppOptions usual) =>
        usual with
        {
            Settings = new Dictionary<string, string>
            {
                ["Limits:PublicRequestsPerMinute"] = "600",
            },
        };
}

public sealed class CountingSqlite() : Counting(Engine.Sqlite);

public sealed class CountingPostgres() : Counting(Engine.Postgres);

public abstract class PageWeightTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(CountingSqlite shared)
        : PageWeightTests(shared),
            IClassFixture<CountingSqlite>;

    public sealed class Postgres(CountingPostgres shared)
        : PageWeightTests(shared),
            IClassFixture<CountingPostgres>;

    [Fact]
    public async Task P9_a_drawn_page_counts_for_fifteen_read_ones_where_no_key_is_shown()
    {
        var programme = await Programme.Start(App);
        var issued = await programme.Issue();
        async Task<int> Left(string form) =>
            (await App.Get($"/verify/{issued.Id}/document{form}"))
                .Should(200)
                .Number("X-RateLimit-Remaining");
        var before = await Left("");
        (before - await Left("?form=jwt")).ShouldBe(1);
        (before - await Left("?form=page-svg")).ShouldBe(16);
        (before - await Left("?form=pdf")).ShouldBe(31);
    }
}
