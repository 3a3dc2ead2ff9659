using System.Text;
using Shouldly;
using Vidimus.Cli;
using Vidimus.Client.Tests.Cli;
using Xunit;

namespace Vidimus.Client.Tests.Policies;

/// <summary>Runs while nothing else does, since what it measures is the memory of the process.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

/// <summary>Files far larger than what a reader may hold.</summary>
[Collection(nameof(Alone))]
public sealed class ReadingWithoutEnd
{
    [Fact]
    public void P5_millions_of_lines_are_read_in_the_memory_of_a_few()
    {
        var lines =
            Environment.GetEnvironmentVariable("VIDIMUS_LONG_TESTS") == "1"
                ? 10_000_000
                : 1_000_000;
        var records = new CsvRecords(
            ForgivingUtf8.Reader(
                new ReadingFiles.Repeated("X0001,\"an invented code\",1\r\n"u8.ToArray(), lines)
            )
        );
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var (read, peak) = (0, 0L);
        while (records.Next() is { } record)
        {
            record.Cells.Length.ShouldBe(3);
            if (++read % 100_000 == 0)
                peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: true));
        }
        read.ShouldBe(lines);
        (peak - before).ShouldBeLessThan(8 * 1024 * 1024);
    }
}
