using System.Text;
using Shouldly;
using Vidimus.Cli;
using Vidimus.Client.Tests.Cli;
using Xunit;

namespace Vidimus.Client.Tests.Policies;

public sealed class ReadingFiles : IDisposable
{
    private readonly Terminal terminal = new();

    public void Dispose() => terminal.Dispose();

    private static List<CsvRecord> Csv(string text, int longest = 2_000_000)
    {
        var records = new CsvRecords(new StringReader(text), ',', longest);
        var all = new List<CsvRecord>();
        while (records.Next() is { } record)
            all.Add(record);
        return all;
    }

    [Fact]
    public void Cells_hold_separators_quotes_and_lines_where_they_are_quoted()
    {
        var all = Csv("a,\"b,\"\"c\"\"\r\nd\",\r\n\r\n,x\n\"\"");

        all.Count.ShouldBe(2);
        all[0].Cells.ShouldBe(["a", "b,\"c\"\r\nd", ""]);
        all[1]
            .ShouldSatisfyAllConditions(r => r.Line.ShouldBe(4), r => r.Cells.ShouldBe(["", "x"]));
    }

    [Fact]
    public void P5_a_quote_that_is_never_closed_costs_its_own_line()
    {
        var text = new StringBuilder("1,right\n2,\"never closed\n");
        for (var i = 3; i <= 60_000; i++)
            text.Append(i).Append(",right\n");

        var all = Csv(text.ToString(), longest: 100_000);

        all.Count.ShouldBe(60_000);
        all.Single(r => r.Fault is not null).Line.ShouldBe(2);
        all[^1].Cells.ShouldBe(["60000", "right"]);
        Csv("1,\"open").Single().Fault.ShouldNotBeNull();
        Csv("1,\"a\"b,2\n2,x").Select(r => r.Fault is null).ShouldBe([false, true]);
    }

    [Fact]
    public void P5_a_line_without_an_end_is_one_wrong_row()
    {
        var records = new CsvRecords(
            ForgivingUtf8.Reader(new Repeated("xxxxxxxxxxxxxxxx"u8.ToArray(), 2_000_000)),
            ',',
            100_000
        );

        records.Next()!.Value.Fault!.ShouldContain("longer than");
        records.Next().ShouldBeNull();
    }

    [Fact]
    public void P5_bytes_that_are_no_UTF8_are_read_as_Windows_1252_beside_those_that_are()
    {
        byte[] bytes =
        [
            .. "Café – "u8,
            0x43,
            0x61,
            0x66,
            0xE9,
            0x20,
            0x96,
            0x20,
            .. "日本"u8,
            0xE2,
        ];

        ForgivingUtf8.Reader(new MemoryStream(bytes)).ReadToEnd().ShouldBe("Café – Café – 日本â");
    }

    [Fact]
    public void Objects_are_read_from_an_array_and_one_a_line_and_a_wrong_one_costs_itself()
    {
        static List<JsonRecord> All(string text, int longest = 4_000_000)
        {
            var records = new JsonRecords(new MemoryStream(Encoding.UTF8.GetBytes(text)), longest);
            var all = new List<JsonRecord>();
            while (records.Next() is { } record)
                all.Add(record);
            return all;
        }

        All("\uFEFF[{\"a\":\"}\\\"]\"},\n{\"b\":[1,{}]}]")
            .Select(r => Encoding.UTF8.GetString(r.Json.Span))
            .ShouldBe(["{\"a\":\"}\\\"]\"}", "{\"b\":[1,{}]}"]);
        var lines = All("{\"a\":1}\n{\"b\":\"open}\n{\"c\":tru}\n{\"d\":4}\n");
        lines.Select(r => r.Line).ShouldBe([1L, 2L, 3L, 4L]);
        lines.Select(r => r.Fault is null).ShouldBe([true, false, false, true]);
        Should
            .Throw<MistakeException>(() => All("{\"a\":[" + new string(' ', 2_000), 1_000))
            .Message.ShouldContain("never closed");
        Should.Throw<MistakeException>(() => All("{\"a\":1")).Message.ShouldContain("breaks off");
        Should.Throw<MistakeException>(() => All("name,code\n")).Message.ShouldContain("neither");
    }

    [Theory]
    [InlineData("{\"a\":1\n{\"b\":2}\n{\"c\":3}\n", "-++")]
    [InlineData("{\"a\":1}\n{\"b\":[2}\n{\"c\":3}\n", "+-+")]
    [InlineData("{\"a\":1}\n{\"b\":{\"x\":[\n{\"c\":3}", "+-+")]
    [InlineData("{\"a\":1}\r\n\"b\":2}\r\n{\"c\":3}\r\n", "+-+")]
    [InlineData("{\"a\":1}\n{\"b\":2}}, no\n[3]\n{\"c\":3}\n", "++--+")]
    [InlineData("{\"a\":1}\n{\"b\":\"much too long for a record\"}\n{\"c\":3}\n", "+-+")]
    [InlineData("{\"a\":1}\n{\"b\":2}\n{\"c\":3", "++-")]
    // Objects over several lines are no lines.
    [InlineData("{\"a\":[\n{\"b\":2}]}\n{\n \"c\":3\n}", "++")]
    public void Where_objects_are_one_a_line_a_broken_line_costs_itself(string text, string right)
    {
        var records = new JsonRecords(new MemoryStream(Encoding.UTF8.GetBytes(text)), longest: 20);
        var all = new List<JsonRecord>();
        while (records.Next() is { } record)
            all.Add(record);

        string.Concat(all.Select(r => r.Fault is null ? '+' : '-')).ShouldBe(right);
    }

    [Theory]
    [InlineData("<p>One</p><p>Two &lt;3 &amp; &nbsp; more</p>", "One\nTwo <3 & more")]
    [InlineData("<ul><li>a<li class=\"x>y\">b</ul>c", "- a\n- b\nc")]
    [InlineData("B<sub>12</sub> < 5 <!-- gone --> ok<script>alert(1)</script>!", "B12 < 5 ok!")]
    [InlineData("a<br/>b<td>c</td><unclosed attr='", "a\nb c")]
    [InlineData("&#65;&#x1F600;&bogus; &", "A😀&bogus; &")]
    [InlineData("&lt;script&gt;x&lt;/script&gt;", "<script>x</script>")]
    [InlineData(null, "")]
    public void HTML_becomes_lines_of_text(string? html, string text) =>
        HtmlText.Of(html).ShouldBe(text);

    [Fact]
    public void P5_HTML_of_any_size_ends_in_a_text_of_bounded_size()
    {
        HtmlText
            .Of(new string('<', 200_000) + string.Concat(Enumerable.Repeat("<b &", 100_000)), 1_000)
            .Length.ShouldBeLessThanOrEqualTo(1_000);
        HtmlText.Of(string.Concat(Enumerable.Repeat("<!--", 200_000))).ShouldBe("");
    }

    [Fact]
    public void P5_an_archive_that_unpacks_to_a_thousand_times_its_size_is_refused()
    {
        var path = terminal.At("bomb.zip");
        File.WriteAllBytes(path, Archives.Zip(("a.csv", new byte[100 * 1024 * 1024])));

        Should
            .Throw<MistakeException>(() =>
            {
                foreach (var table in new SourceFiles([path]).Tables())
                    table.Bytes.CopyTo(Stream.Null);
            })
            .Message.ShouldContain("times its size");
    }

    [Fact]
    public void P5_names_within_an_archive_lead_nowhere()
    {
        var path = terminal.At("tricks.zip");
        File.WriteAllBytes(
            path,
            Archives.Zip(
                ("../../escaped.csv", "a\n1\n"u8.ToArray()),
                ("C:\\windows\\b.csv", "a\n"u8.ToArray()),
                (
                    "deep.zip",
                    Archives.Zip(
                        (
                            "d.zip",
                            Archives.Zip(("e.zip", Archives.Zip(("f.csv", "a\n"u8.ToArray()))))
                        )
                    )
                )
            )
        );
        var before = Directory.GetFiles(Path.GetDirectoryName(path)!);

        var names = new SourceFiles([path]).Tables().Select(t => t.Name).ToList();

        names.ShouldContain("escaped.csv");
        names.ShouldNotContain("f.csv");
        Directory.GetFiles(Path.GetDirectoryName(path)!).ShouldBe(before);
        File.WriteAllBytes(
            path,
            Archives.Zip(("a/t.csv", "a"u8.ToArray()), ("b/T.csv", "a"u8.ToArray()))
        );
        Should
            .Throw<MistakeException>(() => new SourceFiles([path]).Tables().Count())
            .Message.ShouldContain("two tables");
        File.WriteAllText(path, "no archive");
        Should
            .Throw<MistakeException>(() => new SourceFiles([path]).Tables().Count())
            .Message.ShouldContain("no ZIP");
    }

    [Fact]
    public void Rows_that_do_not_fit_are_sorted_in_pieces_and_merged()
    {
        using var sorted = new SortedRows(most: 10_000);
        for (var i = 0; i < 3_000; i++)
            sorted.Add(new($"{i * 7919 % 3000:0000}", i % 2, "t", i, [$"cell {i}", ""]));

        var all = sorted.InOrder().ToList();

        all.Count.ShouldBe(3_000);
        all.Select(r => (r.Key, r.Order))
            .ShouldBe(
                all.Select(r => (r.Key, r.Order))
                    .OrderBy(r => r.Key, StringComparer.Ordinal)
                    .ThenBy(r => r.Order)
            );
        all[17].Cells[0].ShouldBe($"cell {all[17].Line}");
    }

    /// <summary>The same bytes over and over.</summary>
    internal sealed class Repeated(byte[] line, long times) : Stream
    {
        private long at;
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => line.Length * times;
        public override long Position
        {
            get => at;
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var done = 0;
            while (done < count && at < Length)
            {
                var from = (int)(at % line.Length);
                var step = Math.Min(line.Length - from, count - done);
                line.AsSpan(from, step).CopyTo(buffer.AsSpan(offset + done));
                (done, at) = (done + step, at + step);
            }
            return done;
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) =>
            throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) =>
            throw new NotSupportedException();
    }
}
