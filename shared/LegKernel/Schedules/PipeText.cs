using System.IO.Pipelines;
using System.Text;

namespace Qujiang.LegKernel.Schedules;

/// <summary>Writes text to a pipe in portions.</summary>
public static class PipeText
{
    private const int Portion = 32 * 1024;

    /// <summary>Hands over what the writer has gathered, once it is worth it or <paramref name="flush"/> is set, and empties the writer.</summary>
    /// <exception cref="OperationCanceledException">The reader has gone.</exception>
    public static async ValueTask WriteTextAsync(this PipeWriter output, StringWriter text, bool flush, CancellationToken cancellationToken)
    {
        var gathered = text.GetStringBuilder();
        if (!flush && gathered.Length < Portion)
            return;
        foreach (var chunk in gathered.GetChunks())
            Encoding.UTF8.GetBytes(chunk.Span, output);
        gathered.Clear();
        if ((await output.FlushAsync(cancellationToken)).IsCompleted)
            throw new OperationCanceledException("The reader has gone.");
    }
}
