using System.Collections.Concurrent;
using IdmLive.Pipeline.Capture;
using IdmLive.Pipeline.Media;
using OpenCvSharp;

namespace IdmLive.Pipeline.Live;

/// <summary>The first thread of the line: reads the source into free frames, opens it again when it is lost, and closes the box when it is over.</summary>
internal sealed class LiveCapture(
    ILiveSource source, LiveSessionOptions options, BlockingCollection<LiveFrame> free, Mailbox<LiveFrame> box, LiveClock clock)
{
    private readonly Mat _other = new();

    /// <summary>Works until the source is over for good, or until asked to stop.</summary>
    /// <param name="input">The source, open; closed here.</param>
    /// <param name="record">Where losses and drops are counted.</param>
    /// <param name="stop">Asks to stop.</param>
    public void Run(LiveInput input, LiveRecord record, CancellationToken stop)
    {
        TimeSpan wait = options.FirstRetry;
        LiveInput? open = input;
        try
        {
            while (!stop.IsCancellationRequested)
            {
                string reason = $"{source.Name} gives nothing more";
                if (open is not null)
                {
                    try
                    {
                        wait = Read(open, record, stop) ? options.FirstRetry : wait;
                    }
                    catch (MediaException e)
                    {
                        reason = e.Message;
                    }

                    open.Dispose();
                    open = null;
                    if (!source.CanReturn || stop.IsCancellationRequested)
                    {
                        return;
                    }

                    record.Lose($"{reason.TrimEnd('.')}; trying again.");
                }

                if (stop.WaitHandle.WaitOne(wait))
                {
                    return;
                }

                open = TryOpen(record, stop);
                wait = TimeSpan.FromTicks(Math.Min(2 * wait.Ticks, options.LongestRetry.Ticks));
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Asked to stop while waiting.
        }
        finally
        {
            open?.Dispose();
            box.Close();
            _other.Dispose();
        }
    }

    private LiveInput? TryOpen(LiveRecord record, CancellationToken stop)
    {
        try
        {
            LiveInput opened = source.Open(stop);
            record.Say($"{source.Name} is back.");
            return opened;
        }
        catch (MediaException e)
        {
            record.Say(e.Message);
            return null;
        }
    }

    /// <summary>Reads until the source gives nothing more.</summary>
    /// <returns>Whether there was a frame.</returns>
    private bool Read(LiveInput input, LiveRecord record, CancellationToken stop)
    {
        bool any = false;
        while (!stop.IsCancellationRequested)
        {
            LiveFrame frame = free.Take(stop);
            frame.Begin();
            bool isRead;
            try
            {
                isRead = ReadInto(input.Frames, frame);
            }
            catch
            {
                free.Add(frame, CancellationToken.None);
                throw;
            }

            if (!isRead)
            {
                free.Add(frame, CancellationToken.None);
                return any;
            }

            any = true;
            if (options.Delivery == DeliveryPolicy.Lossless)
            {
                if (!box.Put(frame))
                {
                    return any;
                }
            }
            else if (box.Replace(frame) is { } older)
            {
                record.Drop();
                free.Add(older, CancellationToken.None);
            }
        }

        return any;
    }

    private bool ReadInto(IFrameSource frames, LiveFrame frame)
    {
        FrameStamp stamp;
        if (frames.FrameSize == frame.Image.Size())
        {
            if (!frames.TryRead(frame.Image, out stamp))
            {
                return false;
            }
        }
        else
        {
            // It came back with another size; what goes out keeps its own.
            _other.Create(frames.FrameSize, MatType.CV_8UC3);
            if (!frames.TryRead(_other, out stamp))
            {
                return false;
            }

            Letterbox.Fit(_other, frame.Image);
        }

        clock.Stamp(frame, stamp, options.Delivery == DeliveryPolicy.Lossless);
        return true;
    }
}
