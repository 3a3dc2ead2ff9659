using System.Security.Cryptography;
using System.Text;
using Shouldly;
using Vidimus.Platform.Ids;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Certification;

/// <summary>What lies in the store: nothing in the clear, nothing that can be changed unnoticed, nothing for longer than it is needed.</summary>
public abstract class DocumentStoreTests(SharedApp shared) : Scenario(shared)
{
    private const int Frame = 65_536 + 16;

    public sealed class Sqlite(SmallFiles.OnSqlite shared)
        : DocumentStoreTests(shared),
            IClassFixture<SmallFiles.OnSqlite>;

    public sealed class Postgres(SmallFiles.OnPostgres shared)
        : DocumentStoreTests(shared),
            IClassFixture<SmallFiles.OnPostgres>;

    private Store Data => new(App.Folder, App.ConnectionString);

    [Fact]
    public async Task Neither_bytes_nor_names_lie_anywhere_in_the_clear()
    {
        var key = (await App.NewOrganization()).Live.Secret;
        var marker = "marker" + RandomNumberGenerator.GetHexString(24, lowercase: true);
        var id = await App.Uploaded(key, Files.Pdf(marker, 150_000), marker + ".pdf");
        (await App.Get($"/v1/documents/{id}/content", key)).Text.ShouldContain(marker);
        var wanted = Encoding.ASCII.GetBytes(marker);
        foreach (var file in Directory.EnumerateFiles(App.Folder, "*", SearchOption.AllDirectories))
            Bytes(file).AsSpan().IndexOf(wanted).ShouldBe(-1, file);
        var row = (
            await Data.Query(
                "SELECT name, data_key FROM certification_documents WHERE id = @id",
                ("@id", id)
            )
        )[0];
        foreach (var column in row)
            ((byte[])column!).AsSpan().IndexOf(wanted).ShouldBe(-1);
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(App.PathOf(id))
                .ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task Bytes_that_were_changed_cut_moved_added_or_swapped_are_told_from_those_that_are_missing()
    {
        var key = (await App.NewOrganization()).Live.Secret;
        var id = await App.Uploaded(key, Files.Random(200_000));
        var path = App.PathOf(id);
        var whole = Bytes(path);
        // The first frame is opened before anything is sent.
        await IsDamaged([.. whole[..5], (byte)(whole[5] ^ 1), .. whole[6..]], "changed");
        await IsDamaged([(byte)'X', .. whole[1..]], "of another form");
        await IsDamaged(whole[..100], "cut");
        await IsDamaged([], "empty");
        await IsDamaged(
            [
                .. whole[..5],
                .. whole[(5 + Frame)..(5 + (2 * Frame))],
                .. whole[5..(5 + Frame)],
                .. whole[(5 + (2 * Frame))..],
            ],
            "in another order"
        );
        var other = await App.Uploaded(key, Files.Random(200_000));
        await IsDamaged(Bytes(App.PathOf(other)), "another document's");
        // Later ones end the connection.
        await IsCutOff(whole[..^1]);
        await IsCutOff([.. whole, 0]);
        await IsCutOff(whole[..(5 + Frame)]);
        await IsCutOff([.. whole[..^1], (byte)(whole[^1] ^ 1)]);
        await File.WriteAllBytesAsync(path, whole, Stop);
        (await App.Get($"/v1/documents/{id}/content", key)).Should(200);
        File.Delete(path);
        var missing = (await App.Get($"/v1/documents/{id}/content", key)).ShouldBeProblem(
            500,
            "DOCUMENT_DAMAGED"
        );
        Said(missing).ShouldContain("does not have the bytes");

        async Task IsDamaged(byte[] bytes, string how)
        {
            await File.WriteAllBytesAsync(path, bytes, Stop);
            var answer = (await App.Get($"/v1/documents/{id}/content", key)).Should(500);
            answer.At("error", "code").ShouldBe("DOCUMENT_DAMAGED", how);
            Said(answer).ShouldContain("are not those that were kept", customMessage: how);
        }

        async Task IsCutOff(byte[] bytes)
        {
            await File.WriteAllBytesAsync(path, bytes, Stop);
            await Should.ThrowAsync<HttpRequestException>(() =>
                App.Get($"/v1/documents/{id}/content", key)
            );
        }
    }

    [Fact]
    public async Task Uploads_that_no_order_names_are_destroyed_after_a_day_and_cannot_be_read_by_anybody_any_more()
    {
        var key = (await App.NewOrganization()).Live.Secret;
        var repeat = ("Idempotency-Key", "kept");
        var answer = (await App.Upload(key, Files.Pdf(), null, "a.pdf", repeat)).Should(201);
        var id = answer.At("id")!;
        var path = App.PathOf(id);
        var copy = Bytes(path);
        // The row says so first; the bytes go right after.
        await After(
            TimeSpan.FromHours(25),
            async () =>
                (await App.Get($"/v1/documents/{id}/content", key)).Status == 410
                && !File.Exists(path)
        );
        (await App.Get($"/v1/documents/{id}/content", key)).ShouldBeProblem(
            410,
            "DOCUMENT_REMOVED"
        );
        File.Exists(path).ShouldBeFalse();
        // A copy of the bytes is of no use to anybody: the key that they are sealed under is nowhere.
        var row = (
            await Data.Query(
                "SELECT data_key, name, removed_at FROM certification_documents WHERE id = @id",
                ("@id", id)
            )
        )[0];
        (row[0] is null or DBNull).ShouldBeTrue();
        (row[1] is null or DBNull).ShouldBeTrue();
        await File.WriteAllBytesAsync(path, copy, Stop);
        (await App.Get($"/v1/documents/{id}/content", key)).Should(410);
        (
            await Data.Query("SELECT 1 FROM platform_replays WHERE resource_id = @id", ("@id", id))
        ).ShouldBeEmpty("the answer that is kept for a repetition shows the file's name");
        var facts = await Data.Query(
            "SELECT kind, members FROM platform_facts WHERE resource_id = @id ORDER BY id",
            ("@id", id)
        );
        facts.Select(f => f[0]).ShouldBe(["document.uploaded", "document.removed"]);
        foreach (var fact in facts)
            $"{fact[1]}".ShouldNotContain("a.pdf");
    }

    [Fact]
    public async Task Staged_bytes_that_no_row_names_are_swept_up_after_a_day()
    {
        var key = (await App.NewOrganization()).Live.Secret;
        var path = App.PathOf(await App.Uploaded(key, Files.Pdf()));
        var left = Path.Combine(Path.GetDirectoryName(path)!, NewId.Create("doc", App.Clock));
        File.Copy(path, left);
        var stranger = Path.Combine(Path.GetDirectoryName(path)!, "not-ours.txt");
        await File.WriteAllTextAsync(stranger, "", Stop);
        await After(TimeSpan.FromHours(30), () => Task.FromResult(!File.Exists(left)));
        File.Exists(left).ShouldBeFalse();
        File.Exists(stranger).ShouldBeTrue();
        File.Delete(stranger);
    }

    private async Task After(TimeSpan time, Func<Task<bool>> done)
    {
        App.Advance(time);
        await Patience.Until(done, () => App.Advance(TimeSpan.FromMinutes(10)), pause: 50);
    }

    private static string Said(Answer answer) =>
        string.Join('\n', Output.LinesWith(answer["X-Request-Id"]!));

    private static byte[] Bytes(string file)
    {
        using var stream = new FileStream(
            file,
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete
        );
        using var all = new MemoryStream();
        stream.CopyTo(all);
        return all.ToArray();
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
