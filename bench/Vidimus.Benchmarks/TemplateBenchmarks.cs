using System.Diagnostics;
using System.Text;
using Vidimus.Credentials.Templates;

namespace Vidimus.Benchmarks;

/// <summary>Filling and drawing one page of each shipped template, beside librsvg and cairo drawing the filled page.</summary>
internal static class TemplateBenchmarks
{
    private const int Warm = 20;
    private const string Link = "https://example.org/verify/cred_01kb0c5q7me1vtgy7m3a8r2xwg";

    public static Task Run(Report report)
    {
        if (NativeDrawing.WhyNot is { } missing)
        {
            report.Add("draw one PDF page", "not measured", missing);
            return Task.CompletedTask;
        }
        // The pages are drawn on one thread: the fonts that are loaded belong to it.
        var thread = new Thread(() =>
        {
            foreach (var template in ShippedTemplates.All)
                Measure(report, template);
        });
        thread.Start();
        thread.Join();
        return Task.CompletedTask;
    }

    private static void Measure(Report report, ShippedTemplate template)
    {
        var credential = Encoding.UTF8.GetBytes(new string('x', 4096));
        var notes = new PageNotes("A title", "An author", "en", DateTimeOffset.UnixEpoch);
        var page = template.Compiled.Page;
        var number = 0;
        string Fill() =>
            new FillTemplate(
                template.Compiled,
                Another(template.Compiled, ref number),
                new MeasuredByDrawing()
            ).Run();
        var filled = Fill();
        var bare = Time(() => Canvas.Pdf(filled, page, notes));
        var whole = Time(() =>
            PdfAdditions.Add(Canvas.Pdf(Fill(), page, notes), notes, credential, Link)
        );
        report.Add(
            $"fill and draw one PDF page, {template.Id}",
            $"{whole:0.00} ms",
            $"librsvg and cairo alone {bare:0.00} ms",
            target: "< 10 ms",
            met: whole < 10
        );
    }

    /// <summary>Pages of one programme: the name is another one each time.</summary>
    private static TemplateValues Another(CompiledTemplate template, ref int count) =>
        SampleValues.Of(
            template,
            Link,
            new Dictionary<string, string?>
            {
                ["recipient-name"] = $"Ada Example {count++}",
                ["credential-id"] = $"cred_01kb0c5q7me1vtgy7m{count:0000000}",
            }
        );

    /// <summary>Milliseconds of this thread's own time: whoever else runs on these cores does not count.</summary>
    private static double Time(Action draw)
    {
        for (var i = 0; i < Warm; i++)
            draw();
        var (started, own, count) = (Stopwatch.GetTimestamp(), ThreadClock.Microseconds, 0);
        while (Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(2))
        {
            draw();
            count++;
        }
        return (ThreadClock.Microseconds - own) / 1000 / count;
    }
}
