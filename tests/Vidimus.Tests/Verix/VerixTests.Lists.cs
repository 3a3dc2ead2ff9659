using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Verix;

public abstract partial class VerixTests
{
    [Fact]
    public async Task Verix_X5_groups_are_integers_and_credentials_thirty_two_hex_digits_with_or_without_dashes()
    {
        var programme = await Programme.Start(App);
        var created = (
            await Create(
                programme,
                """{"issue":true,"inputs":[{"recipient":{"name":"Ada Example"}}]}"""
            )
        ).Should(200);
        var uid = created
            .Json.GetProperty("responseQueue")[0]
            .GetProperty("credentialUid")
            .GetString()!;
        uid.ShouldMatch("^[0-9a-f]{32}$");
        var dashed = Guid.ParseExact(uid, "N").ToString("D");
        var read = (await programme.Get($"{Credentials}/{uid}/")).Should(200).Text;
        (await programme.Get($"{Credentials}/{dashed}")).Should(200).Text.ShouldBe(read);
        (await programme.Get($"{Credentials}/{uid.ToUpperInvariant()}"))
            .Should(200)
            .Text.ShouldBe(read);
        var listed = (await programme.Get(Credentials)).Should(200).Json.GetProperty("credentials")[
            0
        ];
        listed.GetProperty("id").GetString().ShouldBe(uid);
        listed.GetProperty("groupId").GetInt32().ShouldBe(programme.Number);
        (await App.Get($"/credential/{dashed}", null, ("Accept", "application/json"))).ShouldSay(
            "valid"
        );
        var group = (await programme.Get($"{Groups}/{programme.Number}/")).Should(200);
        group.Json.GetProperty("id").GetInt32().ShouldBe(programme.Number);
        IsError(await programme.Get($"{Groups}/4711/"), 404, "GROUP_NOT_FOUND");
        IsError(await programme.Get($"{Groups}/none"), 404, "GROUP_NOT_FOUND");
        IsError(
            await programme.Get($"{Credentials}/{new string('0', 32)}"),
            404,
            "CREDENTIAL_NOT_FOUND"
        );
    }

    [Fact]
    public async Task Verix_X6_lists_are_paged_by_number_from_one_with_ten_a_page()
    {
        var programme = await Programme.Start(App);
        var uids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            var names = string.Join(
                ',',
                Enumerable
                    .Range(0, i == 2 ? 3 : 10)
                    .Select(_ => """{"recipient":{"name":"Ada Example"}}""")
            );
            var created = (await Create(programme, $$"""{"inputs":[{{names}}]}""")).Should(200);
            uids.AddRange(
                created
                    .Json.GetProperty("responseQueue")
                    .EnumerateArray()
                    .Select(r => r.GetProperty("credentialUid").GetString()!)
            );
        }
        await Page("", (1, 10, 23, 3), 10);
        await Page("page_number=1", (1, 10, 23, 3), 10);
        await Page("page_number=3", (3, 10, 23, 3), 3);
        await Page("page_number=4", (4, 10, 23, 3), 0);
        await Page("page_size=23", (1, 23, 23, 1), 23);
        await Page("page_size=22&page_number=2", (2, 22, 23, 2), 1);
        await Page("page_size=100", (1, 100, 23, 1), 23);
        await Page("page_size=1&page_number=23", (23, 1, 23, 23), 1);
        await Page("name=nobody", (1, 10, 0, 0), 0);
        foreach (
            var wrong in (string[])
                [
                    "page_number=0",
                    "page_number=-1",
                    "page_number=x",
                    "page_number=1.0",
                    "page_number=99999999999",
                    "page_size=0",
                    "page_size=101",
                    "page_size=",
                ]
        )
        {
            IsError(await programme.Get($"{Credentials}?{wrong}"), 400, "VALIDATION_ERROR");
            IsError(await programme.Get($"{Groups}?{wrong}"), 400, "VALIDATION_ERROR");
        }
        var seen = new List<string>();
        for (var page = 1; page <= 5; page++)
            seen.AddRange(
                Uids(await programme.Get($"{Credentials}/?page_size=5&page_number={page}"))
            );
        seen.Order(StringComparer.Ordinal).ShouldBe(uids.Order(StringComparer.Ordinal));
        for (var i = 0; i < 10; i++)
            await Programme.In(programme.Issuer);
        var groups = (await programme.Get($"{Groups}?page_number=2")).Should(200);
        groups.Json.GetProperty("groups").GetArrayLength().ShouldBe(1);
        groups
            .At("meta")
            .ShouldBe("""{"currentPage":2,"itemsPerPage":10,"totalItems":11,"totalPages":2}""");

        async Task Page(
            string query,
            (int Current, int Items, int Total, int Pages) meta,
            int count
        )
        {
            var answer = (await programme.Get($"{Credentials}?{query}")).Should(200);
            answer.Json.EnumerateObject().Select(m => m.Name).ShouldBe(["credentials", "meta"]);
            answer.Json.GetProperty("credentials").GetArrayLength().ShouldBe(count, query);
            answer
                .At("meta")
                .ShouldBe(
                    $$"""{"currentPage":{{meta.Current}},"itemsPerPage":{{meta.Items}},"totalItems":{{meta.Total}},"totalPages":{{meta.Pages}}}""",
                    query
                );
        }
    }

    [Fact]
    public async Task Verix_X6_credentials_are_found_by_name_group_and_external_id()
    {
        var programme = await Programme.Start(App);
        var other = await Programme.In(programme.Issuer);
        await Create(
            programme,
            """{"inputs":[{"recipient":{"name":"Ada Example","externalId":"s-1"}},{"recipient":{"name":"Bo Example","externalId":"s-2"}}]}"""
        );
        await Create(
            other,
            """{"inputs":[{"recipient":{"name":"Adam Example","externalId":"s-3"}}]}"""
        );
        (await Names("name=ADA")).ShouldBe(["Ada Example", "Adam Example"]);
        (await Names($"name=ada&group_id={other.Number}")).ShouldBe(["Adam Example"]);
        (await Names($"group_id={programme.Number}")).ShouldBe(["Ada Example", "Bo Example"]);
        (await Names("external_id=s-2")).ShouldBe(["Bo Example"]);
        (await Names("name=%25")).ShouldBeEmpty();
        (await Names("name=A_a")).ShouldBeEmpty();
        (await Names("group_id=4711")).ShouldBeEmpty();
        IsError(await programme.Get($"{Credentials}?group_id=%00"), 400, "VALIDATION_ERROR");
        IsError(await programme.Get($"{Credentials}?name=%00"), 400, "VALIDATION_ERROR");
        IsError(await programme.Get($"{Credentials}?external_id=%00"), 400, "VALIDATION_ERROR");

        async Task<IEnumerable<string?>> Names(string query) =>
            (await programme.Get($"{Credentials}?{query}"))
                .Should(200)
                .Json.GetProperty("credentials")
                .EnumerateArray()
                .Select(c => c.GetProperty("recipientName").GetString())
                .Order();
    }
}
